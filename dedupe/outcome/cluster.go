package outcome

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"rollcall/dedupe"
	"rollcall/store/customer"
)

// versionColumn may follow the columns of clusters: the version that a member stood
// at when it was searched.
const versionColumn = "version"

// Clusters gathers clusters from the lines of one file or more.
type Clusters struct {
	versions bool
	at       map[string]int
	sizes    []int
	seen     map[int64]bool
	list     []customer.Cluster
}

// Header takes the header of a file: that of dedupe.ClusterHeader, and optionally
// the column version behind it. Errors wrap ErrHeader.
func (c *Clusters) Header(header []string) error {
	fixed := dedupe.ClusterHeader()
	c.versions = len(header) == len(fixed)+1 && header[len(fixed)] == versionColumn
	if !c.versions && len(header) != len(fixed) || !slices.Equal(header[:len(fixed)], fixed) {
		return fmt.Errorf("%w: it must be %s, and version may follow", ErrHeader, strings.Join(fixed, ","))
	}
	return nil
}

// line is one member with what its line says of the cluster.
type line struct {
	cluster  string
	member   customer.Member
	size     int
	weakest  float64
	decision string
}

// Add takes the cells of a line and returns the customer that it names, with version
// 0 where the file has none. Errors wrap ErrValue, ErrDuplicate or ErrCluster.
func (c *Clusters) Add(cells []string) ([]customer.Member, error) {
	l, err := c.parse(cells)
	if err == nil {
		err = c.keep(l)
	}
	if err != nil {
		return nil, err
	}
	return []customer.Member{l.member}, nil
}

func (c *Clusters) keep(l line) error {
	if c.seen[l.member.ID] {
		return fmt.Errorf("the customer: %w", ErrDuplicate)
	}
	if c.at == nil {
		c.at, c.seen = map[string]int{}, map[int64]bool{}
	}
	c.seen[l.member.ID] = true
	at, known := c.at[l.cluster]
	if !known {
		at = len(c.list)
		c.at[l.cluster] = at
		c.list = append(c.list, customer.Cluster{ID: l.cluster, WeakestLink: l.weakest, Decision: l.decision})
		c.sizes = append(c.sizes, l.size)
	}
	have := &c.list[at]
	if c.sizes[at] != l.size || have.WeakestLink != l.weakest || have.Decision != l.decision {
		return fmt.Errorf("%w: size, weakest_link and decision are not those of its other members", ErrCluster)
	}
	have.Members = append(have.Members, l.member)
	return nil
}

func (c *Clusters) parse(cells []string) (l line, err error) {
	want := len(dedupe.ClusterHeader())
	if c.versions {
		want++
	}
	if len(cells) != want {
		return l, fmt.Errorf("%w: %d cells, the header has %d", ErrValue, len(cells), want)
	}
	l = line{cluster: cells[0], member: customer.Member{ImportID: cells[2]}, decision: cells[5]}
	var size, weakest error
	l.size, size = strconv.Atoi(cells[3])
	l.weakest, weakest = strconv.ParseFloat(cells[4], 64)
	switch {
	case l.cluster == "":
		return l, faulty("cluster_id", "is empty")
	case id(cells[1], &l.member.ID) != nil:
		return l, faulty("customer_id", "is no id")
	case l.member.ImportID == "":
		return l, faulty("external_customer_import_id", "is empty")
	case size != nil || l.size < 2:
		return l, faulty("size", "is no number from 2 on")
	case weakest != nil || !(l.weakest >= 0 && l.weakest <= 1):
		return l, faulty("weakest_link", "is no probability")
	case l.decision != "auto" && l.decision != "review":
		return l, faulty("decision", "is neither auto nor review")
	case c.versions && id(cells[6], &l.member.Version) != nil:
		return l, faulty(versionColumn, "is no version")
	}
	return l, nil
}

// List returns the clusters by their smallest import ids, members by import id. The
// error wraps ErrCluster where one has not as many members as it says.
func (c *Clusters) List() ([]customer.Cluster, error) {
	for i := range c.list {
		members := c.list[i].Members
		if len(members) != c.sizes[i] {
			return nil, fmt.Errorf("%w: one says that it has %d members, and has %d", ErrCluster, c.sizes[i], len(members))
		}
		slices.SortFunc(members, func(a, b customer.Member) int { return cmp.Compare(a.ImportID, b.ImportID) })
	}
	list := slices.Clone(c.list)
	slices.SortFunc(list, func(a, b customer.Cluster) int { return cmp.Compare(a.Members[0].ImportID, b.Members[0].ImportID) })
	return list, nil
}
