"""What people take away: maps, layers, reports. Outputs read an Analysis and never recompute it."""
