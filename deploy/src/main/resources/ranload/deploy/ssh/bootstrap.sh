# shellcheck shell=sh
# Runs on the far server, under whatever sh is there: finds Java or takes the controller's own, makes sure that the agent
# is in the cache, becomes it.
# Input: these comments and all, a line "#run", one line for each parameter, then, when asked for, more of them and files.
# Output: lines that begin with "ranload-boot/1"; after "start" both streams belong to the agent.
# Only what POSIX has, and head -c, kill -0, readlink -f, timeout where they exist; nothing but coreutils as long as no
# Java is found. Every parameter stays inside quotes.
umask 077
IFS= read -r sha && IFS= read -r octets && IFS= read -r wanted && IFS= read -r oldest && IFS= read -r seconds &&
  IFS= read -r flags && IFS= read -r directory || exit 64
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
  v=
  home=$(readlink -f "$1" 2>/dev/null)
  home=${home%/bin/java}
  if [ -f "$home/release" ]; then
    while IFS= read -r line; do
      case $line in 'JAVA_VERSION="'*) v=${line#*\"} ;; esac
    done <"$home/release"
  fi
  if [ -z "$v" ]; then
    v=$("$1" -version 2>&1)
    case $v in *' version "'*) v=${v#*' version "'} ;; *) v= ;; esac
  fi
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

# The word before the percentage; names of file systems may hold blanks.
free_kibioctets() {
  LC_ALL=C df -Pk "$cache" 2>/dev/null | {
    read -r line && read -r line || exit
    set -f
    # shellcheck disable=SC2086 # several words on purpose
    set -- ${line%%%*}
    [ $# -gt 2 ] || exit
    shift $(($# - 2))
    printf %s "$1"
  }
}

# Fills $upload with what the controller sends. What a process that is gone left of the same is gone on with, $had octets.
take() { # SHA-256, OCTETS, KIBIOCTETS that all of it needs
  upload=$cache/.upload-$host=-$1-$$
  for stale in "$cache/.upload-$host=-$1-"*; do
    kill -0 "${stale##*-}" 2>/dev/null || mv -f "$stale" "$upload" 2>/dev/null
  done
  why=$( (: >>"$upload") 2>&1) || fail cache_not_writable "$cache $why"
  had=$(($(wc -c <"$upload")))
  if [ "$had" -gt "$2" ]; then
    : >"$upload"
    had=0
  fi
  free=$(free_kibioctets)
  needed=$(($3 - had / 1024))
  [ -z "$free" ] || [ "$free" -ge "$needed" ] || fail no_space "$free" "$needed" "$cache"
  say need "$had"
  head -c $(($2 - had)) <&3 >>"$upload" 2>/dev/null || no_space
  # The connection broke: what has come stays for the next attempt.
  [ $(($(wc -c <"$upload"))) -eq "$2" ] || exit 66
}
no_space() {
  rm -rf "$upload" "${draft:-$upload}"
  free=$(free_kibioctets)
  fail no_space "${free:-0}" "$needed" "$cache"
}

# Damage that an earlier attempt left may go with a second one, from the beginning.
damaged() { # COMMAND that receives again, what is wrong
  rm -rf "$upload" "${draft:-$upload}"
  [ "$had" = 0 ] && fail upload_corrupt "$2"
  "$1"
}

receive_jar() {
  take "$sha" "$octets" $((octets / 1024 + 1024))
  actual=$(digest "$upload")
  if [ "$actual" != "$sha" ]; then
    [ -n "$actual" ] || {
      rm -f "$upload"
      fail no_checksum_tool
    }
    damaged receive_jar "SHA-256 $actual instead of $sha"
    return
  fi
  mv -f "$upload" "$jar" || fail cache_not_writable "$cache"
  say stored
}

# Whether a runtime is what its list says, and the list the one that is wanted.
intact() {
  [ "$(digest "$1/files" 2>/dev/null)" = "$runtime" ] && (
    cd "$1" && while read -r sum size mode path; do
      printf '%s  %s\n' "$sum" "$path"
    done <files | sha256sum -c >/dev/null 2>&1
  )
}

# Takes apart what came in one piece: a list of files, then these in its order.
unpack() { # LIST's OCTETS
  mkdir "$draft" && head -c "$1" "$upload" >"$draft/files" || return
  [ "$(digest "$draft/files")" = "$runtime" ] || return 0
  at=$(($1 + 1))
  while read -r sum size mode path; do
    file=$draft/$path
    mkdir -p "${file%/*}" && tail -c "+$at" "$upload" 2>/dev/null | head -c "$size" >"$file" && chmod "$mode" "$file" ||
      return
    at=$((at + size))
  done <"$draft/files"
}

receive_runtime() {
  draft=
  sha256sum </dev/null >/dev/null 2>&1 || fail no_checksum_tool
  probe=$cache/.upload-$host=-probe-$$
  printf '#!/bin/sh\n' >"$probe" 2>/dev/null && chmod 700 "$probe"
  why=$("$probe" 2>&1) || [ ! -s "$probe" ] || {
    rm -f "$probe"
    fail noexec "$cache"
  }
  rm -f "$probe"
  take "$runtime" "$runtime_octets" $((runtime_octets / 512 + 16384))
  draft=$cache/.upload-$host=-tree-$$
  rm -rf "$draft"
  unpack "$runtime_list" 2>/dev/null || no_space
  if ! intact "$draft"; then
    damaged receive_runtime 'not what its list of SHA-256 says'
    return
  fi
  if ! why=$("$draft/bin/java" -version 2>&1); then
    rm -rf "$draft" "$upload"
    set -f
    # shellcheck disable=SC2086 # one line of several
    set -- $why
    fail runtime_unusable "$*"
  fi
  # Classes of Java itself, taken apart once. Without them it only starts slower.
  # shellcheck disable=SC2086 # The flags are constants without blanks in them.
  $leash ${leash:+60} "$draft/bin/java" $flags -Xshare:dump >/dev/null 2>&1
  touch "$draft/.used-$host=-$$"
  if [ -d "$tree" ] && ! intact "$tree"; then
    mv "$tree" "$cache/.old-$host=-$$" && rm -rf "$cache/.old-$host=-$$"
  fi
  mv "$draft" "$tree" || fail cache_not_writable "$cache"
  # Somebody else was as quick: then ours lies within theirs, which is the same.
  rm -rf "${tree:?}/${draft##*/}" "$upload"
  touch "$tree/.used-$host=-$$"
  say stored
}

# Whether an agent lives that runs this runtime. Of those on other hosts that share the folder nobody here knows.
in_use() {
  for mark in "$1/.used-$host=-"*; do
    kill -0 "${mark##*-}" 2>/dev/null || rm -f "$mark"
  done
  for mark in "$1/.used-"*; do
    [ -e "$mark" ] && return
  done
  return 1
}

# Out of sight first, so that nobody finds half of it.
discard() {
  aside=$cache/.old-$host=-$$
  mv "$1" "$aside" 2>/dev/null && { ! in_use "$aside" || [ -e "$1" ] || ! mv "$aside" "$1"; } && rm -rf "$aside"
}

# One version stays, this one being in use. A jar may go while an agent has it open, a runtime may not.
sweep() {
  for old in "$cache"/*.jar "$cache"/*.runtime; do
    name=${old##*/}
    case ${name%%.*} in "$sha" | *[!0-9a-f]*) continue ;; esac
    case $old in
    *.jar) rm -f "$old" ;;
    *) in_use "$old" || discard "$old" ;;
    esac
  done
  for old in "$cache/.upload-$host=-"* "$cache/.old-$host=-"*; do
    kill -0 "${old##*-}" 2>/dev/null || rm -rf "$old"
  done
}

# The classes of the agent, taken apart once: an agent played a short session for it, over loopback, and ended. What
# nothing comes of is not tried again.
archive_classes() {
  archive=$tree/agent-$sha.jsa
  if [ ! -f "$archive" ]; then
    rm -f "$tree"/agent-*.jsa
    draft=$cache/.upload-$host=-archive-$$
    mkdir -p "$draft"
    # shellcheck disable=SC2086
    $leash ${leash:+60} "$java" $flags -Duser.home="$draft" -XX:ArchiveClassesAtExit="$draft/classes" -cp "$jar" \
      "$rehearsal" >/dev/null 2>&1
    [ -f "$draft/classes" ] || : >"$draft/classes"
    mv -f "$draft/classes" "$archive" 2>/dev/null
    rm -rf "$draft"
    say archived
  fi
  [ -s "$archive" ]
}

leash=
timeout -k 5 9 true 2>/dev/null && leash='timeout -k 5'
host=$(uname -n)

java=
version=
runtime=
if find_java; then
  say java "$version" "$java"
else
  lacking=no_java
  [ -z "$found" ] || lacking=java_too_old
  [ -z "$wanted" ] || fail "$lacking" "$found"
  say lacking "$lacking" "$(uname -sm)" "$found"
  # The controller answers with its own, or not at all.
  IFS= read -r runtime <&3 && IFS= read -r runtime_list <&3 && IFS= read -r runtime_octets <&3 &&
    IFS= read -r rehearsal <&3 || exit 66
fi

# shellcheck disable=SC2088 # The tilde is text that a user wrote.
case $directory in
/*) cache=$directory ;;
"~/"*) cache=${HOME:-/nonexistent}/${directory#??} ;;
*)
  case ${XDG_CACHE_HOME:-} in
  /*) cache=$XDG_CACHE_HOME ;;
  *) cache=${HOME:-/nonexistent}/.cache ;;
  esac
  ;;
esac
cache=$cache/ran-load-generator/agent
if [ -n "$directory" ]; then
  # Whoever owns it may put something else in the place of what is made in it, but for a folder like /var/tmp.
  why=$(mkdir -p "${cache%/*/*}" 2>&1) || fail cache_not_writable "${cache%/*/*} $why"
  # shellcheck disable=SC2015,SC3067
  [ -O "${cache%/*/*}" ] || [ -k "${cache%/*/*}" ] || fail cache_not_writable "${cache%/*/*} is another user's folder"
fi
why=$(mkdir -p "$cache" 2>&1) || fail cache_not_writable "$cache $why"
for own in "${cache%/*}" "$cache"; do
  # shellcheck disable=SC2015,SC3067 # dash, bash and busybox all know -O.
  [ -O "$own" ] && [ -w "$own" ] || fail cache_not_writable "$own is not a folder of this user's own"
done
free=$(free_kibioctets)
say cache "${free:-0}" "$cache"

if [ -n "$runtime" ]; then
  tree=$cache/$runtime.runtime
  java=$tree/bin/java
  # Marked before it is looked at, so that nobody removes it in between.
  if touch "$tree/.used-$host=-$$" 2>/dev/null && intact "$tree" && [ -x "$java" ]; then
    say cached
  else
    receive_runtime
  fi
fi

jar=$cache/$sha.jar
if [ -f "$jar" ] && [ "$(digest "$jar")" = "$sha" ]; then
  say cached
else
  receive_jar
fi
sweep

set --
if [ -n "$runtime" ] && archive_classes; then
  set -- -XX:SharedArchiveFile="$archive" -Xshare:auto '-Xlog:cds*=off:stderr'
fi

# What this account may do here, for whoever asks.
capabilities=
if [ -r /proc/self/status ]; then
  while read -r key value; do
    case $key in CapEff:) capabilities=$value ;; esac
  done </proc/self/status
fi
# Such a file gives its number to the first read alone, and the read of some shells takes one octet at a time.
receive_limit=$(cat /proc/sys/net/core/rmem_max 2>/dev/null)
nice_limit=
if [ -r /proc/self/limits ]; then
  while read -r first second third soft rest; do
    case "$first $second $third" in 'Max nice priority') nice_limit=$soft ;; esac
  done </proc/self/limits
fi
say rights "${capabilities:-unknown}" "${receive_limit:-unknown}" "${nice_limit:-unknown}"

# The number stays the same when this becomes the agent, and sshd has made it that of a process group.
say start "$$"
# The end of a connection is not the agent's, which learns of it by its input. GNU's timeout heeds the signal for all that,
# but it comes to programs on a terminal alone, which this is not.
trap '' HUP
# An agent ends with its input, or soon after it. Should it ever not, it ends with its time. The flags are constants
# without blanks in them.
# shellcheck disable=SC2086
exec $leash ${leash:+"$seconds"} "$java" $flags "$@" -jar "$jar" <&3 3<&-
