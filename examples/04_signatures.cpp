// Many signatures at once: which texts are most alike by estimate, parts put together, and sets that are no
// texts.
#include <cstdint>
#include <cstdio>
#include <numeric>
#include <string>
#include <vector>

#include <neardup/signature_matrix.hpp>

int main() {
  const std::vector<std::string> notices = {
      "Road works close the northern lane of the harbour bridge until the end of the week.",
      "The museum of clocks is looking for volunteers who can wind two hundred clocks a day.",
      "Road works close the southern lane of the harbour bridge until the end of the week.",
      "Road works close the northern lane of the harbour bridge until the end of the month.",
  };
  // One row a text. The settings travel with it: a signature made otherwise is refused, not compared.
  const auto signatures = neardup::sign_texts(notices, {.num_hashes = 256, .shingle_size = 2});
  for (const neardup::neighbour& found : signatures.nearest(0, 2))
    std::printf("notice %zu: %.2f, give or take %.2f\n", found.row, found.estimated_jaccard,
                found.standard_error);

  // Eigen sees rows as arrays, and estimates of all pairs as well: here their mean without the diagonal.
  const neardup::estimate_matrix all = signatures.estimated_jaccard();
  std::printf("mean over pairs: %.2f\n", (all.eigen().sum() - all.eigen().matrix().trace()) / 12);

  // The elements may be numbers of your own, say who bought what. A part read later is merged in.
  const neardup::minhasher hasher({.tokens = std::nullopt});
  std::vector<std::uint64_t> spring(1000), summer(1000);
  std::iota(spring.begin(), spring.end(), 0);
  std::iota(summer.begin(), summer.end(), 500);
  neardup::signature year = hasher.sign_ids(spring);
  year.merge(hasher.sign_ids(summer));
  const auto estimate = neardup::estimated_jaccard(year, hasher.sign_ids(spring));
  std::printf("spring's share of the buyers: %.2f, give or take %.2f (in truth 0.67)\n", estimate.jaccard,
              estimate.standard_error);

  try {
    (void)neardup::estimated_jaccard(year, signatures.signature_of(0));
  } catch (const neardup::error& refused) {
    std::printf("%s\n", refused.what());
  }
}

// Prints:
// notice 3: 0.83, give or take 0.02
// notice 2: 0.73, give or take 0.03
// mean over pairs: 0.36
// spring's share of the buyers: 0.69, give or take 0.04 (in truth 0.67)
// signatures were made differently: num_hashes is 256; allowed: 128, as in the other
