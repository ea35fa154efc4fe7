#!/usr/bin/env bash
# A real SLURM on this machine, for development and CI: Debian, as root. `cluster.sh up` starts it, `down` stops it.
# A CPU node; two nodes with two pretend GPUs each in a low-priority partition `gpu` and a preempting `urgent`; accounting.
# For each of the processes that run the tests at once, two more nodes in partitions `gpu-N` and `urgent-N`.
set -euo pipefail

STATE=/var/lib/lfi-cluster
CONF=${LFI_CLUSTER_CONF:-/etc/slurm} # SLURM's default place: where Snakemake's jobs look for it
MUNGED=/run/munge/lfi-cluster.pid # of the munged that this script starts, where none runs
MARK="# written by lfi's tests/cluster/cluster.sh"
TESTERS="0 1 2"
NODES="cpu1 gpu1 gpu2 $(for i in $TESTERS; do echo -n "gpu-${i}a gpu-${i}b "; done)"
HOST=$(hostname -s)

fail() { echo "cluster.sh: $*" >&2; exit 1; }

check() {
    [ "$(id -u)" = 0 ] || fail "needs root; on a real cluster use profiles/slurm instead"
    [ -e /etc/debian_version ] || fail "needs Debian; on a real cluster use profiles/slurm instead"
    if [ -e $CONF/slurm.conf ] && ! grep -qF "$MARK" $CONF/slurm.conf; then
        fail "$CONF/slurm.conf is another cluster's configuration: nothing was changed; use profiles/slurm with that cluster"
    fi
}

install() {
    command -v slurmctld slurmd slurmdbd munged mariadbd > /dev/null && return
    echo "installing slurm-wlm, slurmdbd, munge and mariadb-server"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends slurm-wlm slurmdbd munge mariadb-server > /dev/null
}

# Write one configuration file from standard input.
write() { { echo "$MARK"; cat; } > "$CONF/$1"; }

# A partition and one that preempts it, on the same nodes.
partitions() {
    echo "PartitionName=gpu$1 Nodes=$2 MaxTime=1-0 PriorityTier=1 PreemptMode=REQUEUE GraceTime=0 State=UP"
    echo "PartitionName=urgent$1 Nodes=$2 MaxTime=1-0 PriorityTier=10 PreemptMode=OFF State=UP"
}

tester() {
    local port=$((17010 + 2 * $1)) rest="NodeHostname=$HOST NodeAddr=127.0.0.1 CPUs=8 RealMemory=16000"
    echo "NodeName=gpu-${1}a $rest Port=$port"
    echo "NodeName=gpu-${1}b $rest Port=$((port + 1))"
    partitions "-$1" "gpu-${1}a,gpu-${1}b"
}

configure() {
    mkdir -p $CONF $STATE/{ctld,log,mysql,gpu} /run/munge /run/mysqld
    for node in $NODES; do
        mkdir -p $STATE/spool/$node
        grep -q "^127.0.0.1 $node\$" /etc/hosts || echo "127.0.0.1 $node" >> /etc/hosts
    done
    for i in 0 1 2 3; do [ -e $STATE/gpu/$i ] || mknod $STATE/gpu/$i c 1 3; done
    write slurm.conf <<EOF
ClusterName=lfi
SlurmctldHost=$HOST(127.0.0.1)
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=cred_expire=5
StateSaveLocation=$STATE/ctld
SlurmdSpoolDir=$STATE/spool/%n
SlurmctldPidFile=$STATE/slurmctld.pid
SlurmdPidFile=$STATE/slurmd-%n.pid
SlurmctldLogFile=$STATE/log/slurmctld.log
SlurmdLogFile=$STATE/log/slurmd-%n.log
SlurmctldParameters=enable_configless
SlurmdParameters=config_overrides
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core_Memory
GresTypes=gpu
AccountingStorageType=accounting_storage/slurmdbd
AccountingStorageHost=localhost
AccountingStorageTRES=gres/gpu
JobAcctGatherType=jobacct_gather/linux
PreemptType=preempt/partition_prio
PreemptMode=REQUEUE
JobRequeue=1
ReturnToService=2
SlurmdTimeout=30
SchedulerParameters=sched_interval=1,bf_interval=1,batch_sched_delay=0
MessageTimeout=5
KillWait=5
MinJobAge=300
MaxArraySize=1001
NodeName=cpu1 NodeHostname=$HOST NodeAddr=127.0.0.1 Port=17001 CPUs=16 RealMemory=16000
NodeName=gpu1 NodeHostname=$HOST NodeAddr=127.0.0.1 Port=17002 CPUs=8 RealMemory=16000 Gres=gpu:2
NodeName=gpu2 NodeHostname=$HOST NodeAddr=127.0.0.1 Port=17003 CPUs=8 RealMemory=16000 Gres=gpu:2
PartitionName=cpu Nodes=cpu1 Default=YES MaxTime=1-0 State=UP
$(partitions "" gpu1,gpu2)
$(for i in $TESTERS; do tester "$i"; done)
EOF
    write gres.conf <<EOF
NodeName=gpu1 Name=gpu File=$STATE/gpu/[0-1]
NodeName=gpu2 Name=gpu File=$STATE/gpu/[2-3]
EOF
    write cgroup.conf <<< "CgroupPlugin=cgroup/v1"
    write slurmdbd.conf <<EOF
DbdHost=localhost
SlurmUser=root
AuthType=auth/munge
StorageType=accounting_storage/mysql
StorageHost=localhost
StorageUser=root
StorageLoc=slurm_acct_db
LogFile=$STATE/log/slurmdbd.log
PidFile=$STATE/slurmdbd.pid
EOF
    chmod 600 $CONF/slurmdbd.conf
}

# Wait until a command succeeds, at most 30 s.
await() {
    for _ in $(seq 150); do "$@" > /dev/null 2>&1 && return; sleep 0.2; done
    fail "waited 30 s in vain for: $*; see $STATE/log"
}

start_node() { slurmd -N "$1"; }

# Whether all of these nodes are idle. sinfo may go on to call a node mixed whose job was taken away.
idle() {
    for node in "$@"; do scontrol show node "$node" | grep -qE 'State=IDLE( |$)' || return 1; done
}

up() {
    check
    install
    sinfo > /dev/null 2>&1 && { echo "cluster is up"; return; }
    configure
    [ -e /etc/munge/munge.key ] || mungekey --create
    chown munge: /etc/munge/munge.key /run/munge
    munge --no-input > /dev/null 2>&1 || runuser -u munge -- munged --pid-file=$MUNGED
    if ! mysqladmin --socket=/run/mysqld/mysqld.sock ping > /dev/null 2>&1; then
        chown mysql: /run/mysqld $STATE/mysql
        [ -d $STATE/mysql/mysql ] || mariadb-install-db --user=mysql --datadir=$STATE/mysql > $STATE/log/mariadb-install.log
        setsid mariadbd --user=mysql --datadir=$STATE/mysql --skip-networking --socket=/run/mysqld/mysqld.sock \
            --pid-file=$STATE/mysql/mariadb.pid --innodb-buffer-pool-size=64M > $STATE/log/mariadb.log 2>&1 < /dev/null &
        await mysqladmin --socket=/run/mysqld/mysqld.sock ping
    fi
    slurmdbd
    await sacctmgr --noheader list cluster
    sacctmgr --immediate --quiet add cluster lfi > /dev/null 2>&1 || true
    slurmctld
    await scontrol ping
    for node in $NODES; do start_node $node; done
    await idle $NODES
    sinfo
}

# End the daemon of a pid file, by a signal and, where that does not end it in 10 s, by SIGKILL; wait for its end.
stop() {
    local pid; pid=$(cat "$1" 2> /dev/null) || return 0
    kill "${2:--TERM}" "$pid" 2> /dev/null || return 0
    for _ in $(seq 50); do kill -0 "$pid" 2> /dev/null || return 0; sleep 0.2; done
    kill -KILL "$pid" 2> /dev/null || true
}

# What runs on a node: processes of its jobs, which know its name, after the step daemons that started them.
running_on() {
    local pid parent daemons="" tasks=""
    for pid in $(grep -lzx "SLURMD_NODENAME=$1" /proc/[0-9]*/environ 2> /dev/null | cut -d/ -f3); do
        parent=$(awk '$1 == "PPid:" {print $2}' "/proc/$pid/status" 2> /dev/null) || continue
        [ "$(cat "/proc/$parent/comm" 2> /dev/null)" != slurmstepd ] || daemons+=" $parent"
        tasks+=" $pid"
    done
    echo "$daemons$tasks"
}

# As if its power went: the daemon, then the step daemons of its jobs and all that runs under them; then the controller
# is told.
kill_node() {
    local processes; processes=$(running_on "$1")
    stop "$STATE/slurmd-$1.pid" -KILL
    [ -z "$processes" ] || kill -KILL $processes 2> /dev/null || true
    scontrol update nodename="$1" state=down reason=killed
}

down() {
    check
    scancel --user=root 2> /dev/null || true
    for node in $NODES; do stop $STATE/slurmd-$node.pid & done
    wait
    for daemon in $STATE/slurmctld.pid $STATE/slurmdbd.pid $STATE/mysql/mariadb.pid $MUNGED; do stop $daemon; done
    rm -rf $STATE
    grep -lF "$MARK" $CONF/*.conf 2> /dev/null | xargs -r rm -f
    for node in $NODES; do sed "/^127.0.0.1 $node\$/d" /etc/hosts > /tmp/hosts.$$ && cat /tmp/hosts.$$ > /etc/hosts; done
    rm -f /tmp/hosts.$$
    echo "cluster is down"
}

case "${1:-}" in
    up) up ;;
    down) down ;;
    # Faults, for the tests.
    stop-accounting) stop $STATE/slurmdbd.pid ;;
    start-accounting) slurmdbd; await sacctmgr --noheader list cluster ;;
    stop-controller) stop $STATE/slurmctld.pid ;;
    start-controller) slurmctld; await scontrol ping ;;
    kill-node) kill_node "$2" ;;
    revive-node) scontrol update nodename="$2" state=resume 2> /dev/null || true; start_node "$2"; await idle "$2" ;;
    *) fail "usage: cluster.sh up | down" ;;
esac
