// Which articles of a small corpus are near-duplicates, and which ones are kept?
#include <cstdio>
#include <string>
#include <vector>

#include <neardup/neardup.hpp>

int main() {
  const std::vector<std::string> articles = {
      "The town library opens a reading room in the old customs house next spring, the council said.",
      "Rain is expected in the north tonight; the south stays dry and mild until Thursday evening.",
      "The town library opens a reading room in the old customs house next autumn, the council said.",
      "THE TOWN LIBRARY opens a reading room - in the old customs house - next spring, the council said!",
  };

  // A pair must share half of its shingles of three words; passages are not asked for here.
  const auto result = neardup::find_near_duplicates(
      articles, {.scope = neardup::search_scope::articles, .threshold = 0.5, .shingle_size = 3});

  // Case and punctuation do not count: these have the same words in the same order.
  for (const auto& group : result.identical) {
    std::printf("identical:");
    for (const std::size_t member : group.members) std::printf(" %zu", member);
    std::printf("\n");
  }
  for (const auto& pair : result.pairs)
    std::printf("pair: %zu and %zu, Jaccard %.3f\n", pair.first, pair.second, pair.jaccard);
  for (const auto& removed : result.removed)
    std::printf("remove %zu, since %zu is kept (Jaccard %.3f)\n", removed.document, removed.kept,
                removed.jaccard);
}

// Prints:
// identical: 0 3
// pair: 0 and 2, Jaccard 0.667
// remove 2, since 0 is kept (Jaccard 0.667)
// remove 3, since 0 is kept (Jaccard 1.000)
