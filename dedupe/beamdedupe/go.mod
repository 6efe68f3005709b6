module rollcall/dedupe/beamdedupe

go 1.26.0

replace rollcall => ../..
