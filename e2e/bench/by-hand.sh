#!/bin/sh
# What a person does without Fairlead: a NAT rule, a certificate that names localhost, into the machine with
# it, and a new start of the engine. No back-up, no comparison, no way back.
# Arguments: store, machine, port on 127.0.0.1 for Docker, port on 127.0.0.1 for SSH, guest address,
# VBoxManage, directory for what is made on the way.
set -eu
store=$1 machine=$2 port=$3 ssh_port=$4 guest=$5 vboxmanage=$6 work=$7
folder=$store/machines/$machine

"$vboxmanage" controlvm "$machine" natpf1 "docker,tcp,127.0.0.1,$port,,2376"

printf 'extendedKeyUsage=serverAuth\nsubjectAltName=DNS:localhost,IP:127.0.0.1,IP:%s\n' "$guest" >"$work/names"
openssl req -new -key "$folder/server-key.pem" -subj "/O=developer.$machine" -out "$work/request" 2>"$work/log"
openssl x509 -req -sha256 -days 1080 -in "$work/request" -extfile "$work/names" -out "$work/server.pem" \
  -CA "$store/certs/ca.pem" -CAkey "$store/certs/ca-key.pem" -CAserial "$work/serial" -CAcreateserial 2>>"$work/log"

guest_ssh() {
  ssh -F /dev/null -i "$folder/id_rsa" -p "$ssh_port" -o IdentitiesOnly=yes -o LogLevel=ERROR \
    -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null docker@127.0.0.1 "$@"
}
guest_ssh 'sudo tee /var/lib/boot2docker/server.pem' <"$work/server.pem" >/dev/null
guest_ssh 'sudo /etc/init.d/docker restart' </dev/null
cp "$work/server.pem" "$folder/server.pem"
