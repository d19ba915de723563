#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "support/corpus.hpp"

// Texts in which it is known which passages stand twice: each was written once, and a damaged copy of it
// stands elsewhere, between words that nothing else has.
namespace neardup_bench {

/// What the copy of a passage went through.
enum class damage {
  edits,      ///< tokens are replaced (half of the edits), deleted and inserted (a quarter each)
  reordered,  ///< and besides, its sentences stand in another order
  ocr  ///< letters taken for others, and lines of some 60 characters, most of them broken within a word
};

inline constexpr std::string_view damage_names[] = {"edits", "reordered", "ocr"};

/// One sort of planted passage.
struct passage_kind {
  damage how = damage::edits;
  std::uint32_t percent = 0;         ///< tokens that are edited or misread, of 100; 0..100
  std::uint32_t tokens = 100;        ///< of the original, as the library's `words` count them; at least 1
  bool within_one_document = false;  ///< else the two sides stand in two documents
  friend bool operator==(const passage_kind&, const passage_kind&) = default;
};

/// Every combination, in both places: within one document, and across two.
[[nodiscard]] std::vector<passage_kind> combined_kinds(std::span<const damage> how,
                                                       std::span<const std::uint32_t> percents,
                                                       std::span<const std::uint32_t> tokens);

/// Bytes of a document, from the first letter of a passage to its last stop.
struct planted_side {
  std::uint32_t document = 0;
  std::uint64_t begin = 0, end = 0;
};

struct planted_passage {
  std::size_t kind = 0;  ///< position in passage_planting::kinds
  planted_side original, copy;
  std::uint32_t edits = 0;        ///< tokens replaced, deleted, inserted, misread or broken
  std::uint32_t kept_tokens = 0;  ///< of the original that stand in the copy unchanged and in order, at least
  std::uint32_t copied_tokens = 0;  ///< of the copy
};

struct passage_planting {
  std::vector<passage_kind> kinds;
  std::uint32_t each = 1;  ///< how often every kind is planted
  std::uint64_t seed = 1;
  const language& in = languages[0];
};

struct passage_corpus {
  std::vector<std::string> texts;
  std::vector<planted_passage> planted;  ///< by kind
};

/// Writes the texts, with four sides of passages each on average. No passage touches another: 120 tokens or
/// more that stand nowhere else come before, between and after them. The same planting gives the same corpus
/// with every standard library, and the same edits hit the same tokens in every language. Throws
/// std::invalid_argument for a kind without tokens or above 100 percent.
[[nodiscard]] passage_corpus plant_passages(const passage_planting& of);

}  // namespace neardup_bench
