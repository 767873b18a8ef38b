# Set-up of a machine's place: an overlay of this computer's own root, so that Debian's sshd and dockerd run
# in it, with boot2docker's layout on top. $1: the VM's folder, $2: its name, $3: the folder of this script,
# $4: what the place's first process does from then on.

set -e
vm=$1 name=$2 scripts=$3
mount --make-rprivate /
# Read before the first mount below would show up in it.
mounts=$(cat /proc/mounts)
mount -t tmpfs -o mode=755 tmpfs "$vm/overlay"
mkdir "$vm/overlay/upper" "$vm/overlay/work" "$vm/overlay/root"
root=$vm/overlay/root
mount -t overlay -o "lowerdir=/,upperdir=$vm/overlay/upper,workdir=$vm/overlay/work" overlay "$root"
mount -t proc proc "$root/proc"
mount -t sysfs sysfs "$root/sys"
mount --rbind /dev "$root/dev"
mount -t tmpfs -o mode=755 tmpfs "$root/run"
mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"

# A namespace brings a new /sys without control groups, which dockerd demands.
mount -t tmpfs -o mode=755 tmpfs "$root/sys/fs/cgroup" 2>/dev/null || true
while read -r _ target type options _; do
  case $type in
    cgroup)
      controller=${target##*/}
      [ "$controller" = systemd ] && continue
      mkdir -p "$root/sys/fs/cgroup/$controller"
      mount -t cgroup -o "$controller" cgroup "$root/sys/fs/cgroup/$controller" ;;
    cgroup2)
      [ "$target" = /sys/fs/cgroup ] && mount -t cgroup2 cgroup2 "$root/sys/fs/cgroup" ;;
  esac
done << END
$mounts
END

# What a boot2docker VM keeps over a restart; all else is lost with the overlay.
mkdir -p "$root/var/lib/docker" "$root/var/lib/boot2docker"
mount --bind "$vm/docker" "$root/var/lib/docker"
mount --bind "$vm/boot2docker" "$root/var/lib/boot2docker"
# The lab's own folder is no business of the guest.
mount -t tmpfs tmpfs "$root/var/tmp"

hostname "$name"
cp "$scripts/docker.init" "$root/etc/init.d/docker"
cp "$scripts/boot.sh" "$root/usr/local/sbin/lab-boot"
printf '#!/bin/sh\nhostname "$1"\n' > "$root/usr/bin/sethostname"
chmod 755 "$root/usr/bin/sethostname"
chmod 755 "$root/etc/init.d/docker" "$root/usr/local/sbin/lab-boot"
exec chroot "$root" /bin/sh -c "$4"
