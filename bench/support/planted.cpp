#include "support/planted.hpp"

#include <algorithm>
#include <limits>
#include <utility>
#include <vector>

namespace neardup_bench {
namespace {

/// A text and where its parts begin or stand.
struct marked_text {
  std::string text;
  std::vector<word_span> words;
  std::vector<std::size_t> sentences, paragraphs;  ///< where each begins

  void clear() {
    text.clear();
    words.clear();
    sentences.clear();
    paragraphs.clear();
  }
};

/// The parts of a text that begin there; together they are the text.
std::vector<std::string_view> parts(std::string_view text, const std::vector<std::size_t>& begins) {
  std::vector<std::string_view> answer;
  for (std::size_t i = 0; i < begins.size(); ++i) {
    const std::size_t end = i + 1 < begins.size() ? begins[i + 1] : text.size();
    answer.push_back(text.substr(begins[i], end - begins[i]));
  }
  return answer;
}

std::string joined(const std::vector<std::string_view>& pieces) {
  std::string text;
  for (const std::string_view piece : pieces) text += piece;
  return text;
}

/// Doubles or drops a character of a word; one alone is doubled.
std::string misspelling(std::string_view word, random_numbers& random) {
  const auto continues = [&](std::size_t at) {
    return at < word.size() && (static_cast<unsigned char>(word[at]) & 0xC0) == 0x80;
  };
  std::size_t begin = random.below(word.size());
  while (continues(begin)) --begin;
  std::size_t end = begin + 1;
  while (continues(end)) ++end;
  const bool drops = end - begin < word.size() && random.one_in(2);
  std::string answer(word.substr(0, drops ? begin : end));
  answer += word.substr(drops ? end : begin);
  return answer;
}

enum class seed_kind : std::uint64_t { single, original, edited, frame };

std::uint64_t seed_of(const planting& of, seed_kind kind, std::uint64_t number) {
  return seed_for(of.seed, static_cast<std::uint64_t>(kind), number);
}

/// Writes originals, and texts made from them. Each has a seed of its own, so that it can be made again.
class planter {
 public:
  explicit planter(const planting& of) : of_(of), author_(of.in, 0) {}

  const marked_text& original(std::uint64_t seed) {
    author_.restart(seed);
    random_numbers random(~seed);
    text_.clear();
    const std::size_t wanted = of_.bytes * 2 / 3 + random.below(of_.bytes * 2 / 3);
    while (text_.text.size() < wanted) paragraph(text_, 1 + random.below(4));
    return text_;
  }

  std::string edited(std::uint64_t original_seed, edit op, std::uint64_t seed) {
    const marked_text& from = original(original_seed);
    random_numbers random(seed);
    const std::uint64_t level = random.below(5);
    author_.restart(~seed);
    switch (op) {
      case edit::words_replaced:
      case edit::words_deleted:
      case edit::words_inserted:
      case edit::recased:
      case edit::misspelt:
        return words_edited(from, op, random, level);
      case edit::sentences_swapped:
        return sentences_swapped(from, random, level);
      case edit::paragraph_dropped:
      case edit::paragraph_added:
        return paragraphs_edited(from, op, random);
      case edit::truncated:
        return truncated(from, level);
      case edit::framed:
        return framed(from, random, level);
      default:
        return from.text;
    }
  }

 private:
  void paragraph(marked_text& into, std::uint64_t sentences) {
    into.paragraphs.push_back(into.text.size());
    for (std::uint64_t i = 0; i < sentences; ++i) {
      into.sentences.push_back(into.text.size());
      author_.sentence(into.text, [&](const word_span& word) { into.words.push_back(word); });
      into.text += i + 1 < sentences ? of_.in.gap : "\n\n";
    }
  }

  std::string new_paragraph(std::uint64_t sentences) {
    marked_text made;
    paragraph(made, sentences);
    return made.text;
  }

  /// One word at least, and each with a chance.
  std::string words_edited(const marked_text& from, edit op, random_numbers& random, std::uint64_t level) {
    constexpr std::uint64_t per_myriad[] = {50, 100, 200, 400, 800};
    const std::uint64_t certain = random.below(from.words.size());
    std::string text;
    std::size_t copied = 0;
    for (std::size_t i = 0; i < from.words.size(); ++i) {
      const word_span& word = from.words[i];
      if (i != certain && random.below(10000) >= per_myriad[level]) continue;
      // A deleted word goes with what stands before it, so that stops and commas stay with their words.
      const std::size_t until = op != edit::words_deleted ? word.begin : i == 0 ? 0 : from.words[i - 1].end;
      text.append(from.text, copied, std::max(until, copied) - copied);
      text += word_edited(std::string_view(from.text).substr(word.begin, word.end - word.begin), word.capital,
                          op, random);
      copied = word.end;
    }
    return text.append(from.text, copied);
  }

  std::string word_edited(std::string_view word, bool capital, edit op, random_numbers& random) {
    std::string answer(word);
    switch (op) {
      case edit::words_replaced:
        while (answer == word) answer = author_.words().draw(random);
        return answer;
      case edit::words_deleted:
        return {};
      case edit::words_inserted:
        return answer.append(of_.in.space) += author_.words().draw(random);
      case edit::misspelt:
        return misspelling(word, random);
      default:
        break;
    }
    if (!of_.in.has_capitals || capital || random.one_in(2))
      return std::string(of_.in.quotes[0]).append(word) += of_.in.quotes[1];
    capitalise(answer, 0);
    return answer;
  }

  static std::string sentences_swapped(const marked_text& from, random_numbers& random, std::uint64_t level) {
    constexpr std::uint64_t swaps[] = {1, 3, 5, 7, 9};  // odd numbers: they cannot undo each other
    auto sentences = parts(from.text, from.sentences);
    for (std::uint64_t i = 0; i < swaps[level] && sentences.size() > 1; ++i) {
      const std::size_t a = random.below(sentences.size());
      const std::size_t b = (a + 1 + random.below(sentences.size() - 1)) % sentences.size();
      std::swap(sentences[a], sentences[b]);
    }
    return joined(sentences);
  }

  std::string paragraphs_edited(const marked_text& from, edit op, random_numbers& random) {
    // The only paragraph of a short text cannot go: then it is a sentence.
    auto units = parts(from.text, from.paragraphs.size() > 1 ? from.paragraphs : from.sentences);
    const auto at = units.begin() + static_cast<std::ptrdiff_t>(random.below(units.size()));
    if (op == edit::paragraph_dropped) {
      units.erase(at);
      return joined(units);
    }
    const std::string added = new_paragraph(1 + random.below(4));
    units.insert(at, added);
    return joined(units);
  }

  static std::string truncated(const marked_text& from, std::uint64_t level) {
    constexpr std::size_t percent[] = {95, 90, 80, 70, 55};
    return from.text.substr(0, from.words[(from.words.size() - 1) * percent[level] / 100].end);
  }

  std::string framed(const marked_text& from, random_numbers& random, std::uint64_t level) {
    constexpr std::uint64_t sentences[] = {1, 1, 2, 3, 4};
    author_.restart(seed_of(of_, seed_kind::frame, random.below(8)));
    std::string text = new_paragraph(sentences[level]);
    text += from.text;
    return text += new_paragraph(sentences[level]);
  }

  const planting& of_;
  writer author_;
  marked_text text_;
};

/// What stands at one place of a corpus.
struct place {
  std::uint32_t cluster = none, member = 0;
  static constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();
};

/// Half of the clusters are pairs, three in ten hold 3 to 5 documents, the others 6 to 20.
std::uint32_t cluster_size(random_numbers& random) {
  const std::uint64_t kind = random.below(10);
  return static_cast<std::uint32_t>(kind < 5 ? 2 : kind < 8 ? 3 + random.below(3) : 6 + random.below(15));
}

std::vector<place> places(const planting& of) {
  random_numbers random(of.seed);
  std::vector<place> answer;
  answer.reserve(of.documents);
  const std::size_t clustered = of.documents * std::uint64_t{27} / 100;
  for (std::uint32_t cluster = 0; answer.size() + 1 < clustered; ++cluster) {
    const auto left = static_cast<std::uint32_t>(clustered - answer.size());
    const std::uint32_t size = std::min(cluster_size(random), left);
    for (std::uint32_t member = 0; member < size; ++member) answer.push_back({cluster, member});
  }
  answer.resize(of.documents);
  shuffle(answer, random);
  return answer;
}

edit edit_of(random_numbers& random) {
  constexpr auto first = static_cast<std::uint64_t>(edit::copied),
                 last = static_cast<std::uint64_t>(edit::framed);
  return static_cast<edit>(first + random.below(last - first + 1));
}

}  // namespace

void plant(const planting& of, const std::function<void(planted_document&&)>& use) {
  planter plants(of);
  const auto plan = places(of);
  for (std::size_t i = 0; i < plan.size(); ++i) {
    const auto [cluster, member] = plan[i];
    if (cluster == place::none) {
      use({plants.original(seed_of(of, seed_kind::single, i)).text, {}, edit::single});
      continue;
    }
    const std::uint64_t original = seed_of(of, seed_kind::original, cluster);
    if (member == 0) {
      use({plants.original(original).text, cluster, edit::original});
      continue;
    }
    random_numbers random(seed_of(of, seed_kind::edited, i));
    const edit op = edit_of(random);
    use({plants.edited(original, op, random.next()), cluster, op});
  }
}

}  // namespace neardup_bench
