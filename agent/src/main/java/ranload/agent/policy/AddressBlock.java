package ranload.agent.policy;

import io.netty.util.NetUtil;
import java.math.BigInteger;
import java.net.InetAddress;

/**
 * IP addresses with the same leading bits (CIDR, RFC 4632 and RFC 4291 section 2.3).
 *
 * @param network as many bits as are the same, as a number
 * @param prefix how many bits are the same
 * @param bits of an address: 32 or 128
 */
record AddressBlock(BigInteger network, int prefix, int bits) {
    /**
     * The block that this text names: an address, or an address, a slash and a length.
     *
     * @throws IllegalArgumentException that says what would be right
     */
    static AddressBlock parse(String text) {
        int slash = text.indexOf('/');
        byte[] octets = NetUtil.createByteArrayFromIpAddressString(slash < 0 ? text : text.substring(0, slash));
        String length = slash < 0 ? "" : text.substring(slash + 1);
        if (octets == null || (slash >= 0 && !length.matches("[0-9]{1,3}"))) {
            throw wrong(text);
        }
        int bits = octets.length * Byte.SIZE;
        int prefix = slash < 0 ? bits : Integer.parseInt(length);
        if (prefix > bits) {
            throw wrong(text);
        }
        return new AddressBlock(new BigInteger(1, octets).shiftRight(bits - prefix), prefix, bits);
    }

    /** True when the address lies in here; one of the other family never does. */
    boolean contains(InetAddress address) {
        byte[] octets = address.getAddress();
        return octets.length * Byte.SIZE == bits
                && new BigInteger(1, octets).shiftRight(bits - prefix).equals(network);
    }

    private static IllegalArgumentException wrong(String text) {
        return new IllegalArgumentException(
                "peers: must be addresses or blocks such as 192.0.2.0/24 or 2001:db8::/32, got '" + text + "'");
    }
}
