#!/bin/sh
# What openconnect runs: the stock vpnc-script without its changes to name look-up, which belong to the
# whole computer, then a line for who waits. LAB_HALVES adds the lower half that vpnc-script would take
# for a default route.
unset INTERNAL_IP4_DNS CISCO_DEF_DOMAIN CISCO_SPLIT_DNS INTERNAL_IP6_DNS
/usr/share/vpnc-scripts/vpnc-script
status=$?
if [ "$reason" = connect ] && [ -n "$LAB_HALVES" ]; then
  ip route replace 0.0.0.0/1 dev "$TUNDEV"
fi
echo "vpn: $reason"
exit $status
