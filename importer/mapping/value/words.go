package value

// The words of personal names, compared after bare: small letters, no points;
// particles as they stand.
var (
	titles = wordSet(`mr mrs ms miss mx dr prof professor rev reverend fr father sr sra srta srs dra doña
		herr frau hr fru frk dipl-ing mme mlle monsieur madame mademoiselle sir dame lord lady hon honorable
		capt captain col colonel gen general lt lieutenant maj sgt sergeant cpl cmdr adm admiral rabbi imam
		sister pastor bishop dhr mevr mevrouw meneer drs ing mag sig sigra signor signora dott dottssa
		ambassador senator gov governor`)
	// titleTails are first names unless a title stands before them: Dr. phil.
	titleTails = wordSet(`med jur phil rer nat habil hc mult oec pol dent vet`)
	suffixes   = wordSet(`jr sr jnr snr jun junior senior 2nd 3rd 4th esq esquire phd md dds dmd dvm cpa rn mba msc bsc
		jd llm llb edd psyd obe mbe cbe kbe kc qc usmc usaf faia aia cfa cfp bba msw lcsw`)
	// commaSuffixes are last names unless a comma stands before them.
	commaSuffixes = wordSet(`ma do pe ba sen ret sj osb op usn v vi`)
	// Particles in small letters start a last name wherever they stand.
	particles = wordSet(`van von der den de het 't del della delle dello dei degli di da dal dalla dos das do du des la le les lo
		al el bin bint ibn ben ter ten te tot zu zum zur vom am auf af av st san santa abu op in`)
	// Capitalised ones do so between a first and a last word.
	capitalParticles = wordSet(`Van Von Der Den De Del Della Di Da Dal Dos Das Du Des La Le St. St San Santa Ter Ten Vander Zu Bin Ibn`)
)
