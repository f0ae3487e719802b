# CM-6, AC-2: files of people are their own, and a session that nobody uses ends.
umask 077
declare -xr TMOUT=600
ulimit -c 0
