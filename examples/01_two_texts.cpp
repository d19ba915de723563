// How alike are two texts? The stages one by one: tokens, shingles, the exact similarity and its estimate.
#include <cstdio>
#include <vector>

#include <neardup/minhash.hpp>
#include <neardup/shingle.hpp>
#include <neardup/similarity.hpp>
#include <neardup/tokenize.hpp>

int main() {
  const char* morning =
      "The ferry across the bay will not run on Sunday, because its engine is being replaced.";
  const char* evening =
      "The ferry across the bay will not run on Monday, because its engine is being replaced.";

  const std::vector<neardup::token> first = neardup::tokenize(morning).tokens;
  const std::vector<neardup::token> second = neardup::tokenize(evening).tokens;

  // Windows of three words, so that one changed word touches three of them.
  const neardup::shingler windows(3);
  const neardup::shingle_set first_set(first, windows), second_set(second, windows);
  std::printf("%zu and %zu shingles, Jaccard similarity %.3f\n", first_set.size(), second_set.size(),
              neardup::jaccard(first_set, second_set));

  // Signatures are what a large search compares: of fixed size, however long the texts are.
  const neardup::minhasher hasher({.num_hashes = 256, .shingle_size = 3});
  const auto estimate = neardup::estimated_jaccard(hasher.sign(windows.signature_hashes(first)),
                                                   hasher.sign(windows.signature_hashes(second)));
  std::printf("estimated from two signatures of %u entries: %.3f, give or take %.3f\n", hasher.num_hashes(),
              estimate.jaccard, estimate.standard_error);
}

// Prints:
// 14 and 14 shingles, Jaccard similarity 0.647
// estimated from two signatures of 256 entries: 0.641, give or take 0.030
