package contract

import "rollcall/store/customer"

// Seats gathers clusters and their members, both of which come by the clusters' numbers.
// The zero value is ready.
type Seats struct {
	numbers  []int64 // of the clusters, some of which may be free
	clusters []customer.Cluster
	members  []customer.Member
	ends     []int // where the members of each cluster end
	at       int   // the cluster of the last member
}

// Cluster takes the next cluster.
func (s *Seats) Cluster(no int64, k customer.Cluster) {
	s.numbers, s.clusters, s.ends = append(s.numbers, no), append(s.clusters, k), append(s.ends, 0)
}

// Member takes the next member, once all clusters are there. One of no cluster is left
// out.
func (s *Seats) Member(no int64, m customer.Member) {
	for s.at < len(s.numbers) && s.numbers[s.at] < no {
		s.at++
	}
	if s.at < len(s.numbers) && s.numbers[s.at] == no {
		s.members = append(s.members, m)
		s.ends[s.at] = len(s.members)
	}
}

// Clusters returns the clusters with their members, in the order they came in.
func (s *Seats) Clusters() []customer.Cluster {
	from := 0
	for i, end := range s.ends {
		if end > from {
			s.clusters[i].Members = s.members[from:end:end]
			from = end
		}
	}
	return s.clusters
}
