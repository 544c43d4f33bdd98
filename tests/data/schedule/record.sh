#!/usr/bin/env bash
# Records when Debian's cron runs nine lines around four changes of the clocks, into the files beside this script.
#
#   tests/data/schedule/record.sh            (as root; about seven minutes, all four at once)
#
# Needs Debian's `cron` and `faketime`. The daemon itself runs, in a mount namespace of its own with a crontab of its own, on a clock
# that libfaketime makes sixty times as fast; each job writes down what that same clock says. The tenth line, `* * * * *`, is the
# control: a recording in which it misses a minute, or runs twice in one, is refused.
set -euo pipefail

lines=(
    '30 2 * * *'
    '30 1,2,3 * * *'
    '0,20,40 1-3 * * *'
    '59 1 * * *'
    '0 3 * * sun'
    '*/15 * * * *'
    '30 * * * *'
    '*/20 2 * * *'
    '5-55/25 2,3 * 3,10,11 *'
    '* * * * *'
)
speed=60
# Around the change, in minutes. The hours that the lines name lie within.
before=170
after=250

here=$(cd "$(dirname "$0")" && pwd)

# One change: zone, and its instant. Runs in the namespace, where nothing is seen of the machine's own crontabs.
record() {
    local zone=$1 change=$2 work=$3
    local from=$(($(date -ud "$change" +%s) - before * 60)) n=0
    for folder in /etc/cron.d /var/spool/cron/crontabs /run; do mount -t tmpfs none "$folder"; done
    cat >"$work/job" <<'JOB'
#!/bin/bash
# cron clears the environment of its jobs: the clock is found in the daemon's own.
while IFS= read -r -d '' variable; do
    case $variable in LD_PRELOAD=*|FAKETIME*) export "${variable?}" ;; esac
done <"/proc/$(cat /run/crond.pid)/environ"
date -u "+$1 %Y-%m-%dT%H:%MZ" >>"$2"
JOB
    chmod +x "$work/job"
    for line in "${lines[@]}"; do
        echo "$line root $work/job $n $work/runs"
        n=$((n + 1))
    done >"$work/crontab"
    mount --bind "$work/crontab" /etc/crontab
    # The daemon starts half a minute before the first minute of the recording. It would mail what a job says.
    TZ=$zone FAKETIME_FMT=%s FAKETIME_DONT_RESET=1 timeout $(((before + after) * 60 / speed)) \
        faketime -f "@$((from - 30)) x$speed" cron -f || [ $? = 124 ]
    write "$zone" "$change" "$work/runs" "$from"
}

# The recording as a file: what was run, and after each line the minutes in UTC.
write() {
    local zone=$1 change=$2 runs=$3 from=$4 n=0
    local to last=$((${#lines[@]} - 1))
    to=$(date -ud "$(sed -n "s/^$last //p" "$runs" | tail -n 1)" +%s)
    local expected=$(((to - from) / 60 + 1))
    if [ "$(grep -c "^$last " "$runs")" != "$expected" ] || [ "$(grep "^$last " "$runs" | sort -u | wc -l)" != "$expected" ]; then
        echo "record.sh: $zone $change: the control line did not run once in each minute: is the machine busy?" >&2
        return 1
    fi
    {
        echo "# $(dpkg-query -W cron faketime | tr '\t\n' ' ,' | sed 's/,$//; s/,/, /')"
        echo "zone $zone"
        echo "from $(date -ud "@$from" +%Y-%m-%dT%H:%MZ)"
        echo "to $(date -ud "@$to" +%Y-%m-%dT%H:%MZ)"
        for line in "${lines[@]:0:$last}"; do
            echo
            echo "line $line"
            sed -n "s/^$n //p" "$runs" | sort
            n=$((n + 1))
        done
    } >"$here/$(basename "$zone" | tr '[:upper:]' '[:lower:]')-${change%%T*}.txt"
}

if [ "${1:-}" = record ]; then
    record "$2" "$3" "$4"
    exit
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
recordings=()
for change in Europe/Paris=2026-03-29T01:00Z Europe/Paris=2026-10-25T01:00Z \
    America/New_York=2026-03-08T07:00Z America/New_York=2026-11-01T06:00Z; do
    folder="$work/${change//\//-}"
    mkdir "$folder"
    unshare --mount bash "$0" record "${change%=*}" "${change#*=}" "$folder" &
    recordings+=($!)
done
for recording in "${recordings[@]}"; do wait "$recording"; done
