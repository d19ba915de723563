#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "support/corpus.hpp"

// Corpora of which it is known what is similar to what: most texts are alone, the others stand in clusters of
// an original and of what edits made of it.
namespace neardup_bench {

/// What was done to a text.
enum class edit {
  single,    ///< nothing: it is in no cluster
  original,  ///< nothing: the others of its cluster come from it
  copied,    ///< nothing: a copy of the original
  words_replaced,
  words_deleted,
  words_inserted,
  sentences_swapped,
  paragraph_dropped,
  paragraph_added,  ///< from elsewhere
  recased,          ///< capitals and quotes: the words of scheme v1 stay the same
  misspelt,         ///< letters doubled or dropped
  truncated,
  framed  ///< between a heading and a footer that other texts have as well
};

inline constexpr std::string_view edit_names[] = {"single",
                                                  "original",
                                                  "copied",
                                                  "words_replaced",
                                                  "words_deleted",
                                                  "words_inserted",
                                                  "sentences_swapped",
                                                  "paragraph_dropped",
                                                  "paragraph_added",
                                                  "recased",
                                                  "misspelt",
                                                  "truncated",
                                                  "framed"};

struct planted_document {
  std::string text;
  std::optional<std::uint32_t> cluster;  ///< from 0, by no pattern
  edit op = edit::single;
};

struct planting {
  std::uint32_t documents = 0;
  std::size_t bytes = 3000;  ///< of a text, on average; about from two to four thirds of them
  std::uint64_t seed = 1;
  const language& in = languages[0];
};

/// Makes the documents and calls use() for each in turn; nothing but the plan, 8 bytes a document, is held.
/// 27 % of the documents stand in clusters of 2 to 20. The same planting gives the same documents with every
/// standard library.
void plant(const planting& of, const std::function<void(planted_document&&)>& use);

}  // namespace neardup_bench
