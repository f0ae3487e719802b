# CM-6, AC-2: files of people are their own, and a session that nobody uses ends.
umask 027
readonly TMOUT=900
export TMOUT
ulimit -c 0
