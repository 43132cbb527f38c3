# shellcheck shell=sh
# Runs on the far server, under whatever sh is there: finds Java, makes sure that the agent is in the cache, becomes it.
# Input: these comments and all, a line "#run", one line for each parameter, then, when asked for, the agent's jar.
# Output: lines that begin with "ranload-boot/1"; after "start" both streams belong to the agent.
# Only what POSIX has, and head -c, kill -0, readlink -f where they exist. Every parameter stays inside quotes.
umask 077
IFS= read -r sha && IFS= read -r octets && IFS= read -r wanted && IFS= read -r oldest && IFS= read -r seconds &&
  IFS= read -r flags || exit 64
# From here on nothing reads the link by accident.
exec 3<&0 </dev/null

# A line feed first: the login shell may have left half a line.
say() { printf '\nranload-boot/1 %s\n' "$*"; }
fail() {
  say failed "$@"
  exit 65
}

# Prints the feature release of the Java behind this program, nothing when it is none. The release file that comes with
# every Java saves starting one only to ask it.
feature() {
  home=$(readlink -f "$1" 2>/dev/null)
  home=${home%/bin/java}
  v=$(sed -n 's/^JAVA_VERSION="\([^"]*\)".*/\1/p' "$home/release" 2>/dev/null)
  [ -n "$v" ] || v=$("$1" -version 2>&1 | sed -n 's/.* version "\([^"]*\)".*/\1/p' | head -n 1)
  v=${v#1.}
  printf %s "${v%%[!0-9]*}"
}

found=
consider() {
  [ -f "$1" ] && [ -x "$1" ] || return 1
  version=$(feature "$1")
  if [ -n "$version" ] && [ "$version" -ge "$oldest" ]; then
    java=$1
    return 0
  fi
  found="$found $1 is Java ${version:-of unknown version};"
  return 1
}

find_java() {
  if [ -n "$wanted" ]; then
    # shellcheck disable=SC2088 # The tilde is text that a user wrote.
    case $wanted in
    /*) consider "$wanted" ;;
    "~/"*) consider "$HOME/${wanted#??}" ;;
    *) consider "$(command -v "$wanted")" ;;
    esac
    return
  fi
  for candidate in "$(command -v java)" "${JAVA_HOME:-/nonexistent}/bin/java" /usr/lib/jvm/*/bin/java /opt/*/bin/java \
    /opt/*/*/bin/java /usr/local/*/bin/java; do
    consider "$candidate" && return
  done
  return 1
}

# Prints the SHA-256 of a file, nothing when no tool here computes it.
digest() {
  { sha256sum <"$1" || busybox sha256sum <"$1" || shasum -a 256 <"$1" || openssl dgst -sha256 -r <"$1"; } 2>/dev/null |
    { read -r sum rest && printf %s "$sum"; }
}

# The column before the percentage; names of file systems may hold blanks.
free_kibioctets() { LC_ALL=C df -Pk "$cache" 2>/dev/null | sed -n '$s/.* \([0-9][0-9]*\)  *[0-9][0-9]*%.*/\1/p'; }

receive() {
  host=$(uname -n)
  # Uploads of processes that are gone.
  for stale in "$cache/.upload-$host-"*; do
    [ -f "$stale" ] && ! kill -0 "${stale##*-}" 2>/dev/null && rm -f "$stale"
  done
  needed=$((octets / 1024 + 1024))
  [ -z "$free" ] || [ "$free" -ge "$needed" ] || fail no_space "$free" "$needed" "$cache"
  upload=$cache/.upload-$host-$$
  why=$( (: >"$upload") 2>&1) || fail cache_not_writable "$cache $why"
  say need
  if ! head -c "$octets" <&3 >"$upload" 2>/dev/null; then
    rm -f "$upload"
    free=$(free_kibioctets)
    fail no_space "${free:-0}" "$needed" "$cache"
  fi
  actual=$(digest "$upload")
  if [ "$actual" != "$sha" ]; then
    rm -f "$upload"
    [ -n "$actual" ] || fail no_checksum_tool
    fail upload_corrupt "$actual"
  fi
  mv -f "$upload" "$jar" || fail cache_not_writable "$cache"
  # Two stay: the one in use and the one before it. A running agent keeps what it has open.
  # shellcheck disable=SC2010 # The names are all hexadecimal, and only ls sorts by time.
  ls -t "$cache" | grep '^[0-9a-f]*\.jar$' | tail -n +3 | while IFS= read -r old; do
    rm -f "$cache/$old"
  done
  say stored
}

java=
version=
if ! find_java; then
  [ -z "$found" ] || fail java_too_old "$found"
  fail no_java
fi
say java "$version" "$java"

case ${XDG_CACHE_HOME:-} in
/*) cache=$XDG_CACHE_HOME ;;
*) cache=${HOME:-/nonexistent}/.cache ;;
esac
cache=$cache/ran-load-generator/agent
why=$(mkdir -p "$cache" 2>&1) || fail cache_not_writable "$cache $why"
# shellcheck disable=SC2015,SC3067 # dash, bash and busybox all know -O.
[ -O "$cache" ] && [ -w "$cache" ] || fail cache_not_writable "$cache is not a folder of this user's own"
free=$(free_kibioctets)
say cache "${free:-0}" "$cache"

jar=$cache/$sha.jar
if [ -f "$jar" ] && touch -c "$jar" 2>/dev/null && [ "$(digest "$jar")" = "$sha" ]; then
  say cached
else
  receive
fi

# The number stays the same when this becomes the agent, and sshd has made it that of a process group.
say start "$$"
# The end of a connection is not the agent's, which learns of it by its input. GNU's timeout heeds the signal for all that,
# but it comes to programs on a terminal alone, which this is not.
trap '' HUP
# An agent ends with its input, or soon after it. Should it ever not, it ends with its time. The flags are constants
# without blanks in them.
# shellcheck disable=SC2086
if timeout -k 5 9 true 2>/dev/null; then
  exec timeout -k 5 "$seconds" "$java" $flags -jar "$jar" <&3 3<&-
fi
# shellcheck disable=SC2086
exec "$java" $flags -jar "$jar" <&3 3<&-
