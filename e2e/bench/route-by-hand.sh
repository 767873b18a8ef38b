#!/bin/sh
# What a person does without Fairlead: the network's route back to its own interface, and a look whether it is.
# No look at who took it, no limit to how often, nothing to undo it by.
# Arguments: network, its interface, guest address.
set -eu
sudo -n ip route replace "$1" dev "$2" scope link
ip route get "$3" | grep -q "dev $2 "
