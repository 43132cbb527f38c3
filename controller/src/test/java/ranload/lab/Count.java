package ranload.lab;

/** What a counter of the NAT has seen of one NIC in one direction: packets, and octets from the IP header on. */
public record Count(long packets, long octets) {}
