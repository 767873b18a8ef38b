#!/bin/sh
# A VPN client that polices its routes: every 50 ms it looks whether the network $1 still goes into the
# tunnel $2, and takes it back when not. Prints a line each time.
network=$1 tunnel=$2
while sleep 0.05; do
  case $(ip -4 route show exact "$network") in
    *"dev $tunnel"*) ;;
    *) ip route replace "$network" dev "$tunnel" && echo "taken back: $network" ;;
  esac
done
