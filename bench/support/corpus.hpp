#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <limits>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "support/aligned_vector.hpp"

// Seeded texts with the word lengths, the punctuation and the capitals of prose, but without its habits:
// which word comes next is drawn at random, so that branch predictors cannot learn the text from one pass to
// the next.
namespace neardup_bench {

/// How a language is set. Its words stand in bench/data/NAME.txt.
struct language {
  std::string_view name;
  std::string_view space;  ///< between two words
  std::string_view
      commas[2];  ///< now and then in its place: the common one, and one time in sixteen the other
  std::uint32_t words_per_comma;
  std::string_view stop;  ///< after a sentence
  std::string_view gap;   ///< between a stop and the next sentence
  std::string_view quotes[2];
  bool has_capitals;
};

inline constexpr language languages[] = {
    {"english", " ", {", ", "; "}, 9, ".", " ", {"\"", "\""}, true},
    {"french", " ", {", ", "\u00a0; "}, 9, ".", " ", {"\u00ab\u00a0", "\u00a0\u00bb"}, true},
    {"russian", " ", {", ", " \u2014 "}, 9, ".", " ", {"\u00ab", "\u00bb"}, true},
    {"arabic", " ", {"\u060c ", "\u061b "}, 9, ".", " ", {"\u00ab", "\u00bb"}, false},
    {"chinese", "", {"\uff0c", "\u3001"}, 6, "\u3002", "", {"\u201c", "\u201d"}, false},
    {"thai", "", {" ", " "}, 5, "", " ", {"\u201c", "\u201d"}, false},
};

/// The names of all languages, for an option.
inline std::vector<std::string> language_names() {
  std::vector<std::string> names;
  for (const language& in : languages) names.emplace_back(in.name);
  return names;
}

/// One of language_names().
inline const language& language_named(std::string_view name) {
  return *std::ranges::find(languages, name, &language::name);
}

/// SplitMix64 (Steele, Lea, Flood, 2014): the same texts with every standard library.
class random_numbers {
 public:
  explicit random_numbers(std::uint64_t seed) : state_(seed) {}

  /// In [0, limit); limit below 2^32.
  std::uint64_t below(std::uint64_t limit) { return (next() >> 32) * limit >> 32; }
  bool one_in(std::uint64_t chances) { return below(chances) == 0; }

  std::uint64_t next() {
    std::uint64_t z = state_ += 0x9E3779B97F4A7C15u;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
  }

 private:
  std::uint64_t state_;
};

/// A seed for one thing of a corpus, of which `kind` (below 256) and `number` tell. Seeds that differ little
/// give sequences that overlap, so these are mixed.
inline std::uint64_t seed_for(std::uint64_t seed, std::uint64_t kind, std::uint64_t number) {
  random_numbers mixed(seed ^ kind << 56);
  return random_numbers(mixed.next() ^ number).next();
}

/// Into an order of no pattern; fewer than 2^32 values.
template <class Values>
void shuffle(Values& values, random_numbers& random) {
  for (std::size_t i = values.size(); i > 1; --i) std::swap(values[i - 1], values[random.below(i)]);
}

/// In [1, largest], by no pattern.
template <class Number>
aligned_vector<Number> random_values(std::size_t count, std::uint64_t seed,
                                     std::uint64_t largest = std::numeric_limits<Number>::max()) {
  random_numbers random(seed);
  aligned_vector<Number> values(count);
  for (Number& value : values) value = static_cast<Number>(1 + random.next() % largest);
  return values;
}

/// Words to be drawn as often as they stand in real texts.
class word_list {
 public:
  explicit word_list(const language& from) {
    const std::string path = NEARDUP_BENCH_DATA "/" + std::string(from.name) + ".txt";
    std::ifstream file(path);
    std::uint64_t total = 0, count = 0;
    for (std::string word; file >> word >> count;) {
      words_.push_back(word);
      totals_.push_back(total += count);
    }
    if (words_.empty()) throw std::runtime_error("no words in " + path);
  }

  [[nodiscard]] std::size_t size() const { return words_.size(); }

  const std::string& draw(random_numbers& random) const {
    const auto at = std::upper_bound(totals_.begin(), totals_.end(), random.below(totals_.back()));
    return words_[static_cast<std::size_t>(at - totals_.begin())];
  }

 private:
  std::vector<std::string> words_;
  std::vector<std::uint64_t> totals_;  ///< of the counts up to each word's own
};

/// A small letter of the lists that has a capital of the same length in UTF-8.
inline void capitalise(std::string& text, std::size_t at) {
  const auto lead = static_cast<unsigned char>(text[at]);
  if (lead < 0x80) {
    text[at] = static_cast<char>(lead - ('a' - 'A'));
    return;
  }
  const auto small = static_cast<unsigned>((lead & 0x1F) << 6 | (text[at + 1] & 0x3F));
  const unsigned capital = small == 0x153 ? 0x152 : small == 0x451 ? 0x401 : small - 0x20;
  text[at] = static_cast<char>(0xC0 | capital >> 6);
  text[at + 1] = static_cast<char>(0x80 | (capital & 0x3F));
}

/// Where a word stands in a text.
struct word_span {
  std::size_t begin = 0, end = 0;
  bool capital = false;
};

/// Writes sentences of a language.
class writer {
 public:
  explicit writer(const language& in, std::uint64_t seed) : language_(in), words_(in), random_(seed) {}

  /// As one newly made with that seed.
  void restart(std::uint64_t seed) { random_ = random_numbers(seed); }

  [[nodiscard]] const word_list& words() const { return words_; }

  /// About 3 KB, in paragraphs.
  std::string document() {
    const std::size_t wanted = 2000 + random_.below(2000);
    std::string text;
    while (text.size() < wanted) {
      sentence(text, [](const word_span&) {});
      text += random_.one_in(5) ? "\n\n" : language_.gap;
    }
    return text;
  }

  /// Appends a sentence and calls mark(word_span) for each of its words.
  template <class Mark>
  void sentence(std::string& text, Mark mark) {
    const std::uint64_t count = 6 + random_.below(20);
    const std::uint64_t quoted = random_.one_in(40) ? random_.below(count) : count;  // three words; or none
    const std::uint64_t last_quoted = std::min(quoted + 2, count - 1);
    for (std::uint64_t i = 0; i < count; ++i) {
      if (i != 0) text += between_words();
      if (i == quoted) text += language_.quotes[0];
      const std::size_t begin = text.size();
      text += words_.draw(random_);
      const bool capital = language_.has_capitals && (i == 0 || random_.one_in(20));
      if (capital) capitalise(text, begin);
      mark(word_span{begin, text.size(), capital});
      if (i >= quoted && i == last_quoted) text += language_.quotes[1];
    }
    text += language_.stop;
  }

 private:
  std::string_view between_words() {
    if (!random_.one_in(language_.words_per_comma)) return language_.space;
    return language_.commas[random_.one_in(16)];
  }

  const language& language_;
  word_list words_;
  random_numbers random_;
};

struct corpus {
  std::vector<std::string> texts;
  std::size_t bytes = 0;
};

/// 4 MB of a language, about 1400 documents: more than the second cache, less than the third. Made when first
/// asked for.
inline const corpus& corpus_of(const language& in) {
  static std::map<std::string_view, corpus> made;
  corpus& answer = made[in.name];
  for (writer author(in, 1); answer.bytes < 4'000'000; answer.bytes += answer.texts.back().size())
    answer.texts.push_back(author.document());
  return answer;
}

}  // namespace neardup_bench
