#!/bin/sh
# Runs inside a machine's place once its network is there: users, names, sshd and Docker as boot2docker has them.
set -e
name=$1
ip link set lo up
rm -f /etc/os-release /etc/resolv.conf /etc/sudoers.d/*
printf 'NAME=Boot2Docker\nVERSION=19.03.12\nID=boot2docker\nID_LIKE=tcl\nPRETTY_NAME="Boot2Docker 19.03.12"\n' > /etc/os-release
# Without a name server every sudo would wait for one.
printf '127.0.0.1 localhost %s\n' "$name" > /etc/hosts
printf 'passwd: files\ngroup: files\nshadow: files\nhosts: files\n' > /etc/nsswitch.conf
: > /etc/resolv.conf
rm -f /etc/docker/daemon.json

getent group docker > /dev/null || groupadd docker
# No login by password, yet not locked: sshd turns locked accounts away.
id docker > /dev/null 2>&1 || useradd --create-home --gid docker --shell /bin/sh --password '*' docker
printf 'root ALL=(ALL) ALL\ndocker ALL=(ALL) NOPASSWD: ALL\n' > /etc/sudoers
chmod 440 /etc/sudoers
home=$(getent passwd docker | cut -d: -f6)
mkdir -p "$home/.ssh"
# Whoever made the disk sent the key along on it.
[ ! -e /var/lib/boot2docker/userdata.tar ] || tar -xf /var/lib/boot2docker/userdata.tar -C "$home" .ssh
chown -R docker:docker "$home/.ssh"
chmod 700 "$home/.ssh"
chmod -R go= "$home/.ssh"

mkdir -p /var/lib/boot2docker/ssh /var/lib/boot2docker/log /var/lib/boot2docker/etc /run/sshd
[ ! -s /var/lib/boot2docker/etc/hostname ] || hostname "$(cat /var/lib/boot2docker/etc/hostname)"
key=/var/lib/boot2docker/ssh/ssh_host_ed25519_key
[ -e $key ] || ssh-keygen -q -t ed25519 -N '' -f $key
cat > /etc/ssh/sshd_config << END
HostKey $key
UsePAM no
UseDNS no
PasswordAuthentication no
PidFile /run/sshd.pid
MaxStartups 100
MaxSessions 100
Subsystem sftp /usr/lib/openssh/sftp-server
END
/usr/sbin/sshd
/etc/init.d/docker start
