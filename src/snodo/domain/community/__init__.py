"""What the network does together: community events, meetings, new alliances. A diary, with who took part."""
