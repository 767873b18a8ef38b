#!/bin/sh
# A VPN client that polices its routes: $1 is the network, $2 the tunnel. Takes the network back at every
# change of its row that is not its own, and counts.
network=$1 tunnel=$2
ip -4 monitor route | while read -r line; do
  case $line in
    *"$network dev $tunnel"*)
      case $line in Deleted*) ;; *) continue ;; esac ;;
    *"$network"*) ;;
    *) continue ;;
  esac
  ip route replace "$network" dev "$tunnel" 2> /dev/null && echo "taken back: $network"
done
