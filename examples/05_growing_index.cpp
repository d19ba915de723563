// News that keep coming: has this report been seen before, and where? Old ones are forgotten.
#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

#include <neardup/near_duplicate_index.hpp>

namespace {

void show(const neardup::near_duplicate_answer& answer) {
  if (answer.matches.empty()) std::printf("  nothing like it\n");
  for (const auto& match : answer.matches)
    std::printf("  %llu: Jaccard %.3f, %.0f %% of this text\n", static_cast<unsigned long long>(match.id),
                match.jaccard, 100 * match.containment_query);
}

}  // namespace

int main() {
  // Two reports are near-duplicates where they share 40 % of their shingles of three words.
  neardup::near_duplicate_index index({.threshold = 0.4, .shingle_size = 3});

  // Ids are yours: any 64-bit numbers. Many texts at once are read on `threads` threads.
  const std::vector<std::uint64_t> ids = {20240501001, 20240501002, 20240502001};
  const std::vector<std::string> reports = {
      "The ferry to the islands stays in port until Friday because of the storm, the harbour office said.",
      "A bakery in the old town has found letters from 1790 behind its oven and gives them to the museum.",
      "The ferry to the islands stays in port until Sunday because of the storm, the harbour office said.",
  };
  index.add(ids, reports);

  const std::string now =
      "The ferry to the islands stays in port until Sunday because of the storm, the port office said.";
  std::printf("all:\n");
  show(index.find(now));
  std::printf("the most similar:\n");
  show(index.find(now, 1));

  index.erase(20240502001);
  index.erase(20240501001);
  std::printf("after two are gone, %zu is left:\n", index.size());
  show(index.find(now));
}

// Prints:
// all:
//   20240502001: Jaccard 0.684, 81 % of this text
//   20240501001: Jaccard 0.455, 62 % of this text
// the most similar:
//   20240502001: Jaccard 0.684, 81 % of this text
// after two are gone, 1 is left:
//   nothing like it
