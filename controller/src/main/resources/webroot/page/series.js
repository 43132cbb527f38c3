// The rows of one session as curves.

/** A rate at which every second holds a datagram or more; below it a second without one is no outage. */
const LEAST_DATAGRAMS_PER_SECOND = 2;

/** The load begins within so long of the time at which the controller said so. */
const MOST_MS_TO_BEGIN = 2000;

/** A row that is much shorter than a second holds what came late; as a rate it would mislead. */
const LEAST_SECONDS = 0.2;

export class Series {
  #rows = { u: new Map(), d: new Map() };
  #first = Infinity;
  #last = 0;

  /** @param session the plan: protocol, bandwidth, datagram_size, omit */
  constructor(session) {
    this.session = session;
    this.directions = session.direction === 'b' ? ['d', 'u'] : [session.direction];
    this.tcp = session.protocol === 'tcp';
    const bits = session.bandwidth === 'max' ? Infinity : session.bandwidth * 1e6;
    const octets = this.tcp ? 1 : session.datagram_size * Math.max(1, session.streams);
    this.steady = bits / (8 * octets) >= LEAST_DATAGRAMS_PER_SECOND;
  }

  /** Takes a row, in whatever order rows come; an older version of one that is there already is left. */
  add(row) {
    const rows = this.#rows[row.record_type];
    const known = rows.get(row.interval);
    if (known && known.revision >= row.revision) {
      return false;
    }
    rows.set(row.interval, point(row));
    this.#first = Math.min(this.#first, row.interval);
    this.#last = Math.max(this.#last, row.interval);
    return true;
  }

  /** Keeps only this many of the newest seconds. */
  keep(secondsKept) {
    for (; this.#first <= this.#last - secondsKept; this.#first++) {
      this.#rows.u.delete(this.#first);
      this.#rows.d.delete(this.#first);
    }
  }

  get last() {
    return this.#last;
  }

  at(direction, interval) {
    return this.#rows[direction].get(interval);
  }

  /** Seconds since the load began, omitted ones below zero, and of each direction what was measured in them. */
  columns() {
    const x = [];
    const columns = { x, u: empty(), d: empty() };
    for (let interval = this.#first; interval <= this.#last; interval++) {
      x.push(interval - (this.session.omit ?? 0));
      for (const direction of this.directions) {
        const row = this.#rows[direction].get(interval);
        const usable = row && row.seconds >= LEAST_SECONDS ? row : null;
        for (const key of KEYS) {
          columns[direction][key].push(usable ? usable[key] : null);
        }
      }
    }
    // What came late, after the last whole second, is no second of its own.
    const isEmpty = (direction) => KEYS.every((key) => columns[direction][key].at(-1) === null);
    while (x.length > 1 && this.directions.every(isEmpty)) {
      x.pop();
      this.directions.forEach((direction) => KEYS.forEach((key) => columns[direction][key].pop()));
    }
    return columns;
  }

  /** Takes what is known of the session now: its ends tell of outages when their streams have ended. */
  told(session) {
    this.session = session;
  }

  /** From when to when: as the ends noted it, or, until they have told, seconds in which nothing arrived. */
  outages() {
    const noted = this.#noted();
    return noted.length > 0 ? noted : this.#silences();
  }

  /** What both ends noted is told once, by the near end's clock if that noted any. */
  #noted() {
    const all = this.session.outages ?? [];
    const near = all.filter(({ agent }) => agent === this.session.near_agent);
    const began = all.length > 0 ? this.#began(near.length > 0) : null;
    if (began === null) {
      return [];
    }
    const shift = this.session.omit ?? 0;
    return (near.length > 0 ? near : all).map((outage) => {
      const from = (Date.parse(outage.started_at) - began) / 1000 - shift;
      return [Math.max(from, this.#first - 1 - shift), Math.min(from + outage.duration_ms / 1000, this.#last - shift)];
    }).filter(([from, to]) => from < to);
  }

  /**
   * When the load began, in ms of the epoch, by the time that the rows tell: that is the time of whichever end's clock
   * is ahead. If the far end's is, by more than the beginning may take, the controller's tells the near end's time.
   */
  #began(byNear) {
    const times = ['u', 'd'].flatMap((direction) => [...this.#rows[direction]]
      .filter(([, row]) => row.seconds >= LEAST_SECONDS)
      .map(([interval, row]) => Date.parse(row.time) - interval * 1000)).sort((one, other) => one - other);
    if (times.length === 0) {
      return null;
    }
    const rows = times[Math.floor(times.length / 2)];
    const start = Date.parse(this.session.start_time);
    return byNear && Math.abs(rows - start) > MOST_MS_TO_BEGIN ? start : rows;
  }

  /** From when to when nothing arrived although something should have, of both directions together. */
  #silences() {
    const found = [];
    if (!this.steady) {
      return found;
    }
    const shift = this.session.omit ?? 0;
    for (let interval = this.#first; interval <= this.#last; interval++) {
      const silent = this.directions.some((direction) => {
        const row = this.#rows[direction].get(interval);
        return row && row.received === 0 && row.seconds >= LEAST_SECONDS;
      });
      if (silent) {
        const open = found.at(-1);
        if (open && open[1] === interval - 1 - shift) {
          open[1]++;
        } else {
          found.push([interval - 1 - shift, interval - shift]);
        }
      }
    }
    return found;
  }
}

const KEYS = ['received', 'offered', 'loss', 'jitter', 'delay', 'rtt', 'retransmits'];

function empty() {
  return Object.fromEntries(KEYS.map((key) => [key, []]));
}

/** Mbit/s, percent and ms; null for what its end has not told. */
function point(row) {
  const arrived = row.receiver_complete || row.total_bytes > 0;
  const sent = row.sender_complete || row.sent_bytes > 0;
  return {
    revision: row.revision,
    time: row.timestamp,
    seconds: row.sample_duration,
    octets: row.total_bytes,
    received: arrived ? row.throughput / 1e6 : null,
    offered: sent && row.sample_duration > 0 ? (row.sent_bytes * 8) / row.sample_duration / 1e6 : null,
    loss: arrived ? row.packet_error_rate : null,
    jitter: arrived && row.packets_received > 0 ? row.jitter : null,
    delay: row.packets_received > 0 && row.delay_variation_p99_us !== null ? row.delay_variation_p99_us / 1000 : null,
    rtt: row.rtt_ms > 0 ? row.rtt_ms : null,
    retransmits: sent ? row.retransmits : null,
  };
}
