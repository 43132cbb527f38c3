/*
 * The machine's limit: the least that a load generator can do, in C. Every datagram carries its own sequence number,
 * time and length; the receiver reads every header.
 *
 *   reference udp-send ADDRESS PORT OCTETS SECONDS segmented|plain
 *   reference udp-recv ADDRESS PORT segmented|plain
 *   reference tcp-send ADDRESS PORT SECONDS
 *   reference tcp-recv ADDRESS PORT
 *
 * "segmented" hands the kernel bursts to cut up (UDP_SEGMENT) and takes bursts that it joined (UDP_GRO); "plain" sends
 * datagram by datagram and lets the receiver drain its socket on a timer, which costs the sender no wake-ups. A receiver
 * ends when the sender says so, or after 3 s without anything. Each end prints one line of JSON.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#ifndef UDP_SEGMENT
#define UDP_SEGMENT 103
#endif
#ifndef UDP_GRO
#define UDP_GRO 104
#endif

enum {
  BURST_OCTETS = 65000,  /* below the 65,507 that one UDP send may carry */
  BURST_DATAGRAMS = 128,    /* the kernel's UDP_MAX_SEGMENTS; that of older ones: */
  OLD_BURST_DATAGRAMS = 64,
  CALL_MESSAGES = 64,    /* messages per sendmmsg and recvmmsg */
  BUFFER_OCTETS = 65536,
  CHUNK_OCTETS = 1 << 20, /* TCP write and read */
  RECEIVE_BUFFER = 32 << 20,
  SEND_BUFFER = 4 << 20,
  DRAIN_MICROS = 300,
  SILENCE_MILLIS = 3000,
  FIRST_MILLIS = 20000,
  END_MARKS = 5
};

struct header {
  uint64_t sequence;
  uint64_t nanos;
  uint32_t octets; /* of this datagram; 0: the sender has ended, and sequence is how many it sent */
} __attribute__((packed));

static void fail(const char *what) {
  fprintf(stderr, "reference: %s: %s\n", what, strerror(errno));
  exit(1);
}

static uint64_t now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static double cpu(void) {
  struct rusage used;
  getrusage(RUSAGE_SELF, &used);
  return (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
         (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
}

static void set_buffer(int fd, int forced, int usual, int octets) {
  if (setsockopt(fd, SOL_SOCKET, forced, &octets, sizeof octets) != 0) {
    setsockopt(fd, SOL_SOCKET, usual, &octets, sizeof octets);
  }
}

static struct sockaddr_in end(const char *address, const char *port) {
  struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(port))};
  if (inet_pton(AF_INET, address, &at.sin_addr) != 1) {
    errno = EINVAL;
    fail(address);
  }
  return at;
}

static int open_socket(int type) {
  int fd = socket(AF_INET, type, 0);
  if (fd < 0) fail("socket");
  return fd;
}

static void udp_send(const char *address, const char *port, int octets, double seconds, int segmented) {
  static char buffers[CALL_MESSAGES][BUFFER_OCTETS];
  struct iovec vectors[CALL_MESSAGES];
  struct mmsghdr messages[CALL_MESSAGES];
  struct sockaddr_in to = end(address, port);
  int fd = open_socket(SOCK_DGRAM);
  int burst = 1;
  if (segmented) {
    burst = BURST_OCTETS / octets < BURST_DATAGRAMS ? BURST_OCTETS / octets : BURST_DATAGRAMS;
    if (setsockopt(fd, IPPROTO_UDP, UDP_SEGMENT, &octets, sizeof octets) != 0) fail("UDP_SEGMENT");
  }
  set_buffer(fd, SO_SNDBUFFORCE, SO_SNDBUF, SEND_BUFFER);
  if (connect(fd, (struct sockaddr *)&to, sizeof to) != 0) fail("connect");
  /* One message of a burst each, or many small ones: about as many octets per system call. */
  int calls = segmented ? 1 : CALL_MESSAGES;
  memset(messages, 0, sizeof messages);
  for (int m = 0; m < calls; m++) {
    vectors[m] = (struct iovec){buffers[m], (size_t)burst * (size_t)octets};
    messages[m].msg_hdr.msg_iov = &vectors[m];
    messages[m].msg_hdr.msg_iovlen = 1;
  }
  uint64_t sequence = 0, refused = 0, begun = now(), until = begun + (uint64_t)(seconds * 1e9);
  while (now() < until) {
    uint64_t first = sequence;
    for (int m = 0; m < calls; m++) {
      for (int d = 0; d < burst; d++) {
        struct header h = {first + (uint64_t)(m * burst + d), now(), (uint32_t)octets};
        memcpy(buffers[m] + (size_t)d * (size_t)octets, &h, sizeof h);
      }
    }
    int sent = sendmmsg(fd, messages, (unsigned)calls, 0);
    if (sent > 0) {
      sequence += (uint64_t)sent * (uint64_t)burst;
    } else if (errno == ENOBUFS || errno == EAGAIN || errno == ECONNREFUSED || errno == EINTR) {
      refused++;
    } else if (errno == EINVAL && burst > OLD_BURST_DATAGRAMS) {
      burst = OLD_BURST_DATAGRAMS;
      vectors[0].iov_len = (size_t)burst * (size_t)octets;
    } else {
      fail("sendmmsg");
    }
  }
  double took = (double)(now() - begun) / 1e9;
  int off = 0;
  if (segmented) setsockopt(fd, IPPROTO_UDP, UDP_SEGMENT, &off, sizeof off);
  struct header last = {sequence, now(), 0};
  for (int k = 0; k < END_MARKS; k++) {
    if (send(fd, &last, sizeof last, 0) < 0 && errno != ECONNREFUSED) fail("send");
    usleep(20000);
  }
  printf("{\"datagrams\":%llu,\"octets\":%llu,\"seconds\":%.6f,\"refused\":%llu,\"cpu_seconds\":%.6f}\n",
         (unsigned long long)sequence, (unsigned long long)sequence * (unsigned long long)octets, took,
         (unsigned long long)refused, cpu());
}

struct arrivals {
  uint64_t datagrams, octets, reordered, next, sent, first_nanos, last_nanos, malformed;
  double jitter_nanos, last_transit;
  int ended;
};

static void take(struct arrivals *a, const char *burst, size_t octets, uint64_t at) {
  for (size_t p = 0; p + sizeof(struct header) <= octets;) {
    struct header h;
    memcpy(&h, burst + p, sizeof h);
    if (h.octets == 0) {
      a->sent = h.sequence;
      a->ended = 1;
      return;
    }
    if (h.octets < sizeof h || h.octets > octets - p) {
      a->malformed++;
      return;
    }
    if (h.sequence < a->next) {
      a->reordered++;
    } else {
      a->next = h.sequence + 1;
    }
    double transit = (double)(int64_t)(at - h.nanos);
    double change = transit > a->last_transit ? transit - a->last_transit : a->last_transit - transit;
    if (a->datagrams != 0) a->jitter_nanos += (change - a->jitter_nanos) / 16;
    a->last_transit = transit;
    a->datagrams++;
    a->octets += h.octets;
    p += h.octets;
  }
}

static void udp_recv(const char *address, const char *port, int segmented) {
  static char buffers[CALL_MESSAGES][BUFFER_OCTETS];
  struct iovec vectors[CALL_MESSAGES];
  struct mmsghdr messages[CALL_MESSAGES];
  struct sockaddr_in at = end(address, port);
  int fd = open_socket(SOCK_DGRAM), on = 1;
  if (segmented && setsockopt(fd, IPPROTO_UDP, UDP_GRO, &on, sizeof on) != 0) fail("UDP_GRO");
  set_buffer(fd, SO_RCVBUFFORCE, SO_RCVBUF, RECEIVE_BUFFER);
  if (bind(fd, (struct sockaddr *)&at, sizeof at) != 0) fail("bind");
  for (int m = 0; m < CALL_MESSAGES; m++) {
    vectors[m] = (struct iovec){buffers[m], BUFFER_OCTETS};
  }
  struct arrivals a = {0};
  while (!a.ended) {
    struct pollfd readable = {.fd = fd, .events = POLLIN};
    int ready = poll(&readable, 1, a.datagrams == 0 ? FIRST_MILLIS : SILENCE_MILLIS);
    if (ready == 0) break;
    if (!segmented) usleep(DRAIN_MICROS);
    for (int more = 1; more && !a.ended;) {
      for (int m = 0; m < CALL_MESSAGES; m++) {
        messages[m].msg_hdr = (struct msghdr){.msg_iov = &vectors[m], .msg_iovlen = 1};
      }
      int got = recvmmsg(fd, messages, CALL_MESSAGES, MSG_DONTWAIT, NULL);
      uint64_t time = now();
      more = got == CALL_MESSAGES;
      if (got > 0 && a.first_nanos == 0) a.first_nanos = time;
      for (int m = 0; m < got; m++) take(&a, buffers[m], messages[m].msg_len, time);
      if (got > 0 && !a.ended) a.last_nanos = time;
    }
  }
  uint64_t sent = a.ended ? a.sent : a.next;
  printf("{\"datagrams\":%llu,\"octets\":%llu,\"sent\":%llu,\"lost\":%llu,\"reordered\":%llu,\"malformed\":%llu,"
         "\"seconds\":%.6f,\"jitter_us\":%.3f,\"cpu_seconds\":%.6f}\n",
         (unsigned long long)a.datagrams, (unsigned long long)a.octets, (unsigned long long)sent,
         (unsigned long long)(sent > a.datagrams ? sent - a.datagrams : 0), (unsigned long long)a.reordered,
         (unsigned long long)a.malformed, (double)(a.last_nanos - a.first_nanos) / 1e9, a.jitter_nanos / 1e3, cpu());
}

static void tcp_send(const char *address, const char *port, double seconds) {
  static char chunk[CHUNK_OCTETS];
  struct sockaddr_in to = end(address, port);
  int fd = open_socket(SOCK_STREAM);
  if (connect(fd, (struct sockaddr *)&to, sizeof to) != 0) fail("connect");
  uint64_t octets = 0, begun = now(), until = begun + (uint64_t)(seconds * 1e9);
  while (now() < until) {
    ssize_t sent = send(fd, chunk, sizeof chunk, MSG_NOSIGNAL);
    if (sent < 0) fail("send");
    octets += (uint64_t)sent;
  }
  double took = (double)(now() - begun) / 1e9;
  close(fd);
  printf("{\"octets\":%llu,\"seconds\":%.6f,\"cpu_seconds\":%.6f}\n", (unsigned long long)octets, took, cpu());
}

static void tcp_recv(const char *address, const char *port) {
  static char chunk[CHUNK_OCTETS];
  struct sockaddr_in at = end(address, port);
  int listener = open_socket(SOCK_STREAM), on = 1;
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (bind(listener, (struct sockaddr *)&at, sizeof at) != 0 || listen(listener, 1) != 0) fail("listen");
  struct pollfd asked = {.fd = listener, .events = POLLIN};
  if (poll(&asked, 1, FIRST_MILLIS) != 1) fail("nobody connected");
  int fd = accept(listener, NULL, NULL);
  if (fd < 0) fail("accept");
  struct timeval silence = {.tv_sec = SILENCE_MILLIS / 1000};
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &silence, sizeof silence);
  uint64_t octets = 0, begun = now();
  ssize_t got;
  while ((got = recv(fd, chunk, sizeof chunk, 0)) > 0) octets += (uint64_t)got;
  printf("{\"octets\":%llu,\"seconds\":%.6f,\"cpu_seconds\":%.6f}\n", (unsigned long long)octets,
         (double)(now() - begun) / 1e9, cpu());
}

int main(int count, char **words) {
  const char *mode = count > 1 ? words[1] : "";
  if (!strcmp(mode, "udp-send") && count == 7) {
    int octets = atoi(words[4]);
    if (octets < (int)sizeof(struct header) || octets > BURST_OCTETS) {
      errno = EINVAL;
      fail("OCTETS");
    }
    udp_send(words[2], words[3], octets, atof(words[5]), !strcmp(words[6], "segmented"));
  } else if (!strcmp(mode, "udp-recv") && count == 5) {
    udp_recv(words[2], words[3], !strcmp(words[4], "segmented"));
  } else if (!strcmp(mode, "tcp-send") && count == 5) {
    tcp_send(words[2], words[3], atof(words[4]));
  } else if (!strcmp(mode, "tcp-recv") && count == 4) {
    tcp_recv(words[2], words[3]);
  } else {
    fprintf(stderr, "reference: see the head of reference.c for its arguments\n");
    return 2;
  }
  return 0;
}
