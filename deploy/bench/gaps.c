/*
 * Looks at a stream of UDP datagrams from outside: taps a NIC, notes when the kernel saw each datagram arrive, and says
 * how even they were. It takes part in nothing, so it serves every load generator alike.
 *
 *   gaps NIC OCTETS BITS_PER_SECOND MAX_SECONDS TRIM_MILLIS
 *
 * Counts IPv4 UDP of at least OCTETS payload that comes in through NIC, so that what generators say to each other stays
 * out. A burst that the kernel carries as one packet (segmentation offload) is one arrival of several datagrams. Ends on
 * SIGTERM or SIGINT, after MAX_SECONDS, or when its memory is full; then prints one line of JSON. TRIM_MILLIS are left out
 * at the beginning and at the end of the stream. BITS_PER_SECOND is the rate that was asked for, of UDP payload; gap errors
 * are against the gap that it gives: octets of the arrival before / rate.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <linux/filter.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <time.h>

enum {
  BLOCK_OCTETS = 1 << 20,
  BLOCKS = 64,
  RETIRE_MILLIS = 20, /* a block is handed over at the latest after this: no wake-up per datagram */
  SNAP_OCTETS = 64,
  HEADER_OCTETS = 14 + 20 + 8,
  MAX_ARRIVALS = 16 << 20
};

struct arrival {
  uint64_t nanos;
  uint32_t octets;
};

static volatile sig_atomic_t asked;
static struct arrival *seen;
static size_t count;

static void ask(int signal) {
  (void)signal;
  asked = 1;
}

static void fail(const char *what) {
  fprintf(stderr, "gaps: %s: %s\n", what, strerror(errno));
  exit(1);
}

static int ascending(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static double part(const double *sorted, size_t n, double share) {
  if (n == 0) return 0;
  size_t k = (size_t)(share * (double)n);
  return sorted[k < n ? k : n - 1];
}

static int tap(const char *nic, int octets, char **ring) {
  int fd = socket(AF_PACKET, SOCK_RAW, 0); /* deaf until it is bound, so that nothing comes by unfiltered */
  if (fd < 0) fail("packet socket (needs root)");
  struct sock_filter steps[] = {
      BPF_STMT(BPF_LD | BPF_H | BPF_ABS, 12), BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ETH_P_IP, 0, 5),
      BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 23), BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 17, 0, 3),
      BPF_STMT(BPF_LD | BPF_W | BPF_LEN, 0),
      BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, (uint32_t)(HEADER_OCTETS + octets), 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SNAP_OCTETS), BPF_STMT(BPF_RET | BPF_K, 0)};
  struct sock_fprog filter = {sizeof steps / sizeof *steps, steps};
  if (setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof filter) != 0) fail("filter");
  int version = TPACKET_V3, on = 1;
  if (setsockopt(fd, SOL_PACKET, PACKET_VERSION, &version, sizeof version) != 0) fail("TPACKET_V3");
  /* Asks the kernel to note the time where a packet enters it, not where it reaches this tap. */
  setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on);
  struct tpacket_req3 request = {.tp_block_size = BLOCK_OCTETS,
                                 .tp_block_nr = BLOCKS,
                                 .tp_frame_size = 2048,
                                 .tp_frame_nr = BLOCK_OCTETS / 2048 * BLOCKS,
                                 .tp_retire_blk_tov = RETIRE_MILLIS};
  if (setsockopt(fd, SOL_PACKET, PACKET_RX_RING, &request, sizeof request) != 0) fail("PACKET_RX_RING");
  *ring = mmap(NULL, (size_t)BLOCK_OCTETS * BLOCKS, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, fd, 0);
  if (*ring == MAP_FAILED) fail("mmap");
  struct sockaddr_ll at = {.sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_IP),
                           .sll_ifindex = (int)if_nametoindex(nic)};
  if (at.sll_ifindex == 0 || bind(fd, (struct sockaddr *)&at, sizeof at) != 0) fail(nic);
  return fd;
}

static void read_block(struct tpacket_block_desc *block) {
  struct tpacket3_hdr *packet = (void *)((char *)block + block->hdr.bh1.offset_to_first_pkt);
  for (uint32_t k = 0; k < block->hdr.bh1.num_pkts && count < MAX_ARRIVALS; k++) {
    struct sockaddr_ll *from = (void *)((char *)packet + TPACKET_ALIGN(sizeof(struct tpacket3_hdr)));
    if (from->sll_pkttype != PACKET_OUTGOING) {
      seen[count++] = (struct arrival){(uint64_t)packet->tp_sec * 1000000000u + packet->tp_nsec,
                                       packet->tp_len - HEADER_OCTETS};
    }
    packet = (void *)((char *)packet + packet->tp_next_offset);
  }
}

static void watch(int fd, char *ring, int max_seconds) {
  struct timespec start, t;
  clock_gettime(CLOCK_MONOTONIC, &start);
  for (unsigned next = 0;; next = (next + 1) % BLOCKS) {
    struct tpacket_block_desc *block = (void *)(ring + (size_t)next * BLOCK_OCTETS);
    while (!(__atomic_load_n(&block->hdr.bh1.block_status, __ATOMIC_ACQUIRE) & TP_STATUS_USER)) {
      clock_gettime(CLOCK_MONOTONIC, &t);
      if (asked || t.tv_sec - start.tv_sec >= max_seconds || count == MAX_ARRIVALS) return;
      struct pollfd readable = {.fd = fd, .events = POLLIN};
      poll(&readable, 1, 100);
    }
    read_block(block);
    __atomic_store_n(&block->hdr.bh1.block_status, TP_STATUS_KERNEL, __ATOMIC_RELEASE);
  }
}

static void report(int datagram, double rate, uint64_t trim, unsigned drops) {
  size_t from = 0, to = count;
  uint64_t first = count ? seen[0].nanos : 0, last = count ? seen[count - 1].nanos : 0;
  while (from < to && seen[from].nanos < first + trim) from++;
  while (to > from && seen[to - 1].nanos > last - trim) to--;
  size_t gaps = to > from ? to - from - 1 : 0;
  double *error = malloc((gaps + 1) * sizeof *error), *bursts = malloc((gaps + 1) * sizeof *bursts);
  if (!error || !bursts) fail("memory");
  double octets = 0, close = 0;
  for (size_t k = 0; k < gaps; k++) {
    struct arrival a = seen[from + k];
    double gap = (double)(int64_t)(seen[from + k + 1].nanos - a.nanos) / 1e3;
    double ideal = rate > 0 ? a.octets * 8e6 / rate : 0;
    error[k] = gap > ideal ? gap - ideal : ideal - gap;
    close += gap < 0.2 * ideal;
    octets += a.octets;
    bursts[k] = (double)((a.octets + (uint32_t)datagram - 1) / (uint32_t)datagram);
  }
  double seconds = gaps ? (double)(seen[to - 1].nanos - seen[from].nanos) / 1e9 : 0;
  qsort(error, gaps, sizeof *error, ascending);
  qsort(bursts, gaps, sizeof *bursts, ascending);
  printf("{\"arrivals\":%zu,\"first_epoch_nanos\":%llu,\"seconds\":%.6f,\"octets\":%.0f,\"bits_per_second\":%.3f,"
         "\"gap_error_us\":{\"p50\":%.3f,\"p99\":%.3f,\"p999\":%.3f,\"max\":%.3f},\"back_to_back_percent\":%.3f,"
         "\"burst_datagrams\":{\"p50\":%.0f,\"max\":%.0f},\"tap_drops\":%u}\n",
         count, (unsigned long long)first, seconds, octets, seconds > 0 ? octets * 8 / seconds : 0,
         part(error, gaps, 0.5), part(error, gaps, 0.99), part(error, gaps, 0.999), part(error, gaps, 1),
         gaps ? close * 100 / (double)gaps : 0, part(bursts, gaps, 0.5), part(bursts, gaps, 1), drops);
}

int main(int words, char **word) {
  if (words != 6) {
    fprintf(stderr, "gaps: NIC OCTETS BITS_PER_SECOND MAX_SECONDS TRIM_MILLIS\n");
    return 2;
  }
  struct sigaction on = {.sa_handler = ask};
  sigaction(SIGTERM, &on, NULL);
  sigaction(SIGINT, &on, NULL);
  int datagram = atoi(word[2]);
  if (datagram < 1) {
    errno = EINVAL;
    fail("OCTETS");
  }
  seen = malloc((size_t)MAX_ARRIVALS * sizeof *seen); /* pages are taken as they are filled */
  if (!seen) fail("memory");
  char *ring;
  int fd = tap(word[1], datagram, &ring);
  fprintf(stderr, "ready\n");
  watch(fd, ring, atoi(word[4]));
  struct tpacket_stats_v3 stats = {0};
  socklen_t size = sizeof stats;
  getsockopt(fd, SOL_PACKET, PACKET_STATISTICS, &stats, &size);
  report(datagram, atof(word[3]), (uint64_t)atoll(word[5]) * 1000000u, stats.tp_drops);
  return 0;
}
