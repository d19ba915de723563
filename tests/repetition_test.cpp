#include <algorithm>
#include <cctype>
#include <map>
#include <random>
#include <set>
#include <sstream>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include <neardup/find_near_duplicates.hpp>
#include <neardup/repetition.hpp>

#include "support/catch.hpp"

using namespace neardup;

namespace {

repetition_ratios measured(const std::string& text, token_kind kind = token_kind::words) {
  return repetition_meter().measure(text, tokenize(text, kind).tokens);
}

/// The measures from their definitions, over ASCII text of words, with sets of strings.
class naive_meter {
 public:
  explicit naive_meter(const std::string& from) : text_(from) {
    for (const token& each : tokenize(text_).tokens) {
      begins_.push_back(each.begin);
      ends_.push_back(each.begin + each.length);
      words_.push_back(text_.substr(each.begin, each.length));
      std::transform(words_.back().begin(), words_.back().end(), words_.back().begin(),
                     [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    }
  }

  [[nodiscard]] repetition_ratios measure() const {
    repetition_ratios found;
    std::tie(found.duplicate_lines, found.duplicate_line_characters) = pieces(1);
    std::tie(found.duplicate_paragraphs, found.duplicate_paragraph_characters) = pieces(2);
    for (std::size_t n = 2; n <= 4; ++n) found.top_ngram_characters[n - 2] = top(n);
    for (std::size_t n = 5; n <= 10; ++n) found.duplicate_ngram_characters[n - 5] = duplicate(n);
    return found;
  }

 private:
  using words_of = std::vector<std::string>;

  [[nodiscard]] words_of ngram(std::size_t at, std::size_t n) const {
    return {words_.begin() + static_cast<std::ptrdiff_t>(at),
            words_.begin() + static_cast<std::ptrdiff_t>(at + n)};
  }
  [[nodiscard]] double covered(std::size_t n, const std::vector<std::size_t>& at) const {
    if (at.empty()) return 0;
    std::set<std::size_t> bytes;
    for (const std::size_t i : at)
      for (std::size_t byte = begins_[i]; byte < ends_[i + n - 1]; ++byte) bytes.insert(byte);
    return static_cast<double>(bytes.size()) / static_cast<double>(text_.size());
  }
  [[nodiscard]] double top(std::size_t n) const {
    std::map<words_of, std::vector<std::size_t>> places;
    for (std::size_t i = 0; i + n <= words_.size(); ++i) places[ngram(i, n)].push_back(i);
    const std::vector<std::size_t>* best = nullptr;
    for (const auto& [key, at] : places)
      if (at.size() > 1 && (best == nullptr || at.size() > best->size() ||
                            (at.size() == best->size() && at.front() < best->front())))
        best = &at;
    return best == nullptr ? 0 : covered(n, *best);
  }
  [[nodiscard]] double duplicate(std::size_t n) const {
    std::set<words_of> seen;
    std::vector<std::size_t> at;
    for (std::size_t i = 0; i + n <= words_.size(); ++i)
      if (!seen.insert(ngram(i, n)).second) at.push_back(i);
    return covered(n, at);
  }
  [[nodiscard]] std::pair<double, double> pieces(std::ptrdiff_t line_ends) const {
    std::set<words_of> seen;
    std::size_t all = 0, again = 0, bytes = 0;
    for (std::size_t begin = 0, end = 0; begin < words_.size(); begin = end) {
      for (end = begin + 1; end < words_.size(); ++end)
        if (std::count(text_.begin() + static_cast<std::ptrdiff_t>(ends_[end - 1]),
                       text_.begin() + static_cast<std::ptrdiff_t>(begins_[end]), '\n') >= line_ends)
          break;
      ++all;
      if (seen.insert(ngram(begin, end - begin)).second) continue;
      ++again;
      bytes += ends_[end - 1] - begins_[begin];
    }
    if (all == 0) return {0, 0};
    return {static_cast<double>(again) / static_cast<double>(all),
            static_cast<double>(bytes) / static_cast<double>(text_.size())};
  }

  std::string text_;
  std::vector<std::size_t> begins_, ends_;
  words_of words_;
};

std::string some_words(const std::string& prefix, std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += prefix + std::to_string(i) + " ";
  return text;
}

std::set<std::string> words_of(const std::vector<std::string>& texts) {
  std::set<std::string> words;
  for (const std::string& text : texts) {
    std::istringstream stream(text);
    for (std::string word; stream >> word;) words.insert(word);
  }
  return words;
}

/// The words that a cut of all repeated spans leaves.
std::set<std::string> kept_words(std::vector<std::string> texts, const near_duplicate_options& options) {
  const auto result = find_near_duplicates(texts, options);
  for (auto each = result.repeated.rbegin(); each != result.repeated.rend(); ++each)
    texts[each->where.document].erase(each->where.begin, each->where.end - each->where.begin);
  return words_of(texts);
}

/// Judges the cuts of documents, given as words.
class cut_judge {
 public:
  explicit cut_judge(const std::vector<std::vector<std::string>>& documents) {
    std::vector<std::string> texts;
    for (const auto& words : documents) {
      texts.emplace_back();
      begins_.emplace_back();
      for (const std::string& word : words) {
        begins_.back().push_back(texts.back().size());
        texts.back() += word + " ";
      }
    }
    const auto result = find_near_duplicates(
        texts, {.scope = search_scope::passages, .expand_identical = true, .min_tokens = 12});
    for (const repeated_span& each : result.repeated)
      for (const place& word : words_in(each.where)) cut_.insert(word);
    for (const passage_match& match : result.passages) {
      if (!match.second) continue;
      const auto first = words_in(match.first), second = words_in(*match.second);
      for (std::size_t i = 0; i < second.size(); ++i)
        sources_[second[i]].push_back(match.score == 1 ? source{{first.at(i)}, true} : source{first, false});
    }
  }

  using place = std::pair<std::size_t, std::size_t>;  // document, word
  [[nodiscard]] const std::set<place>& cut() const { return cut_; }

  /// Whether a word is there, or equal matches lead to one that is.
  [[nodiscard]] bool stands(const place& word) {
    return judge(standing_, word, [&](const source& from) { return from.equal && stands(from.words[0]); });
  }
  /// Whether it stands, or is similar to what stands as a whole, itself or what it is equal to.
  [[nodiscard]] bool is_left(const place& word) {
    return judge(left_, word, [&](const source& from) {
      return from.equal ? is_left(from.words[0])
                        : std::all_of(from.words.begin(), from.words.end(),
                                      [&](const place& each) { return stands(each); });
    });
  }

 private:
  /// Of a word on the second side of a match: the equal word on the first, or all words there.
  struct source {
    std::vector<place> words;
    bool equal;
  };

  template <class Holds>
  [[nodiscard]] bool judge(std::map<place, bool>& known, const place& word, Holds holds) {
    if (!cut_.contains(word)) return true;
    if (const auto at = known.find(word); at != known.end()) return at->second;
    const auto& sources = sources_[word];
    return known[word] = std::any_of(sources.begin(), sources.end(), holds);
  }

  [[nodiscard]] std::vector<place> words_in(const text_span& span) const {
    std::vector<place> words;
    const auto& begins = begins_[span.document];
    for (std::size_t i = 0; i < begins.size(); ++i)
      if (begins[i] >= span.begin && begins[i] < span.end) words.emplace_back(span.document, i);
    return words;
  }

  std::vector<std::vector<std::size_t>> begins_;  // of the words of each document
  std::set<place> cut_;
  std::map<place, std::vector<source>> sources_;
  std::map<place, bool> standing_, left_;
};

}  // namespace

TEST_CASE("repetition: by hand", "[repetition]") {
  CHECK(measured("") == repetition_ratios{});
  CHECK(measured("... \n\n ...") == repetition_ratios{});
  CHECK(measured("one two three\nfour five six") == repetition_ratios{});

  // Case and marks do not count, nor do lines without words. 20 characters, "ab cd" has 5.
  const auto lines = measured("Ab cd.\n--\nef\nab  CD\n");
  CHECK(lines.duplicate_lines == 1. / 3);
  CHECK(lines.duplicate_line_characters == 6. / 20);
  CHECK(lines.duplicate_paragraphs == 0);  // "--" parts two paragraphs, "ef ab CD" is the second
  CHECK(lines.top_ngram_characters[0] == 11. / 20);

  const auto paragraphs = measured("a b\r\nc\r\n\r\na b\rc\r\rd");
  CHECK(paragraphs.duplicate_paragraphs == 1. / 3);
  CHECK(paragraphs.duplicate_paragraph_characters == 5. / 18);
  CHECK(paragraphs.duplicate_lines == 2. / 5);

  // Where white space is a token, lines still end in it, and it is of none of them.
  for (const token_kind kind : {token_kind::characters, token_kind::whitespace}) {
    const auto same_lines = measured("ab cd\nef\n\n ab cd\r\nef\n\nab", kind);
    CHECK(same_lines.duplicate_lines == 2. / 5);
    CHECK(same_lines.duplicate_line_characters == 7. / 24);
    CHECK(same_lines.duplicate_paragraphs == 1. / 3);
    CHECK(same_lines.duplicate_paragraph_characters == 9. / 24);
  }

  // Bytes that are no UTF-8 are no white space, wherever a line begins with them.
  for (const token_kind kind : {token_kind::words, token_kind::characters, token_kind::whitespace})
    CHECK(measured("a \xFF\n\xFF\xC3 b\na \xFF", kind).duplicate_lines == 1. / 3);

  // Characters, not bytes: the second half of ten.
  const auto letters = measured("\xC3\xA9\xC3\xA9 \xD0\xB6 \xC3\xA9\xC3\xA9 \xD0\xB6");
  CHECK(letters.top_ngram_characters[0] == 8. / 9);
  CHECK(letters.top_ngram_characters[1] == 0);

  // Of six equal words the second to the sixth begin no 5-gram but the second: all but the first are in it.
  const auto same = measured("a a a a a a");
  CHECK(same.duplicate_ngram_characters[0] == 9. / 11);
  CHECK(same.duplicate_ngram_characters[1] == 0);
  CHECK(same.top_ngram_characters[2] == 1);
}

TEST_CASE("repetition: as counted naively", "[repetition]") {
  std::mt19937 random(6);
  repetition_meter meter;
  for (int round = 0; round < 200; ++round) {
    std::string text;
    const std::size_t words = random() % 120, kinds = 1 + random() % 30;
    for (std::size_t i = 0; i < words; ++i) {
      text += (random() % 2 == 0 ? "w" : "W") + std::to_string(random() % kinds);
      const auto what = random() % 12;
      text += what == 0 ? "\n" : what == 1 ? ".\n\n" : what == 2 ? ", " : " ";
      if (random() % 20 == 0) text += text.substr(text.size() / 3);
    }
    INFO(text);
    CHECK(meter.measure(text, tokenize(text).tokens) == naive_meter(text).measure());
  }
}

TEST_CASE("repeated spans: everything but the first occurrence", "[repetition]") {
  const std::string body = some_words("b", 60), other = some_words("o", 40);
  const std::vector<std::string> texts{body + other, some_words("x", 35) + body, some_words("y", 35),
                                       body + some_words("z", 50) + other + body};
  near_duplicate_options options{.scope = search_scope::passages};
  options.documents = true;
  for (const std::uint32_t threads : {1u, 3u}) {
    options.threads = threads;
    const auto result = find_near_duplicates(texts, options);
    std::vector<std::string> cut;
    for (const auto& each : result.repeated) {
      REQUIRE(each.cluster);
      const auto& members = result.passage_clusters[*each.cluster].members;
      CHECK(std::find(members.begin() + 1, members.end(), each.where) != members.end());
      cut.push_back(std::to_string(each.where.document) + ":" +
                    texts[each.where.document].substr(each.where.begin, 2));
    }
    CHECK(cut == std::vector<std::string>{"1:b0", "3:b0", "3:o0", "3:b0"});
    REQUIRE(result.documents.size() == 4);
    CHECK(result.documents[0].repeat_fraction == 0);
    CHECK(result.documents[2] == document_repetition{2, 0, {}});
    CHECK(result.documents[3].document == 3);
    std::size_t bytes = 0;
    for (std::size_t i = 1; i < 4; ++i)
      bytes += result.repeated[i].where.end - result.repeated[i].where.begin;
    CHECK(bytes == 2 * body.size() + other.size() - 3);  // without the space at each end
    CHECK(result.documents[3].repeat_fraction ==
          static_cast<double>(bytes) / static_cast<double>(texts[3].size()));
    CHECK(result.documents[3].ratios == measured(texts[3]));
    CHECK(result.documents[3].ratios.duplicate_ngram_characters[5] > 0.2);
  }
  options.documents = false;
  CHECK(find_near_duplicates(texts, options).documents.empty());
  CHECK(find_near_duplicates(texts, options).repeated.size() == 4);
}

TEST_CASE("repeated spans: what is cut stays somewhere, word for word", "[repetition]") {
  const std::string x = some_words("x", 100), y = some_words("y", 40);
  near_duplicate_options options{.scope = search_scope::passages, .expand_identical = true};
  for (const double least : {0.4, 1.0}) {
    options.min_score = least;
    CHECK(kept_words({x, x + y, x + y}, options) == words_of({x, y}));
    std::vector<std::string> prefixes;
    for (std::size_t words = 100; words < 1100; words += words * 2 / 5)
      prefixes.push_back(some_words("p", words));
    CHECK(kept_words(prefixes, options) == words_of({prefixes.back()}));
  }
  // Whatever copies are made of copies.
  std::mt19937 random(7);
  for (int round = 0; round < 60; ++round) {
    std::vector<std::string> texts;
    for (int i = 0; i < 12; ++i) {
      std::string text =
          some_words("t" + std::to_string(round) + "d" + std::to_string(i) + "w", random() % 60);
      for (auto copies = random() % 4; copies > 0 && !texts.empty(); --copies) {
        const std::string& from = texts[random() % texts.size()];
        const std::size_t begin = from.find(' ', from.empty() ? 0 : random() % from.size());
        if (begin == std::string::npos) continue;
        const std::size_t end = from.find(' ', std::min(from.size() - 1, begin + 100 + random() % 600));
        text += from.substr(begin + 1, end == std::string::npos ? end : end - begin) + " ";
      }
      texts.push_back(text);
    }
    CHECK(kept_words(texts, options) == words_of(texts));
  }
}

TEST_CASE("repeated spans: a chain of revisions keeps what its first text does not resemble",
          "[repetition]") {
  std::mt19937 random(8);
  std::vector<std::vector<std::string>> revisions(1);
  for (int i = 0; i < 400; ++i) revisions[0].push_back("r" + std::to_string(i));
  for (int n = 1; n < 13; ++n) {
    revisions.push_back(revisions.back());
    for (auto& word : revisions.back())
      if (random() % 100 < 12) word = "n" + std::to_string(n) + "w" + std::to_string(random());
  }
  std::vector<std::string> texts;
  for (const auto& words : revisions) {
    texts.emplace_back();
    for (const auto& word : words) texts.back() += word + " ";
  }
  near_duplicate_options options{.scope = search_scope::passages, .expand_identical = true};
  const auto result = find_near_duplicates(texts, options);
  std::vector<std::uint64_t> cut(texts.size());
  for (const auto& each : result.repeated) cut[each.where.document] += each.where.end - each.where.begin;
  CHECK(cut[1] > texts[1].size() * 9 / 10);
  CHECK(std::count_if(cut.begin(), cut.end(), [](std::uint64_t bytes) { return bytes < 400; }) >= 2);
  // Each cut is the side of a match whose other side is kept: nothing inexact was cut of it.
  for (const auto& each : result.repeated) {
    CHECK(std::any_of(result.passages.begin(), result.passages.end(), [&](const passage_match& match) {
      if (!match.second || match.second->document != each.where.document ||
          match.second->begin > each.where.begin || match.second->end < each.where.end)
        return false;
      return std::none_of(result.repeated.begin(), result.repeated.end(), [&](const repeated_span& other) {
        return other.where.document == match.first.document && other.where.begin < match.first.end &&
               other.where.end > match.first.begin;
      });
    }));
  }
}

TEST_CASE("repeated spans: an equal copy is cut, though a piece of its original is gone", "[repetition]") {
  const std::string p = some_words("p", 80), a = some_words("a", 40), b = some_words("b", 40);
  std::string edited = p;
  for (const char* word : {"p9 ", "p30 ", "p61 "}) edited.replace(edited.find(word), 2, "new");
  const auto cut = [](const std::vector<std::string>& texts) {
    std::vector<std::string> spans;
    const auto result = find_near_duplicates(texts, {.scope = search_scope::passages});
    for (const repeated_span& each : result.repeated)
      spans.push_back(std::to_string(each.where.document) + ":" +
                      texts[each.where.document].substr(each.where.begin, each.where.end - each.where.begin) +
                      " ");
    return spans;
  };
  using spans = std::vector<std::string>;
  const std::string original = a + edited + b;
  // Of the copy's edited passage as much stands as of the original's.
  CHECK(cut({p, original, some_words("x", 9) + original}) == spans{"1:" + edited, "2:" + original});
  CHECK(cut({p, original, some_words("x", 9) + original, some_words("y", 9) + original}) ==
        spans{"1:" + edited, "2:" + original, "3:" + original});
  // Half of it may be less similar. What stands in front of p keeps that from being one half's partner.
  const std::string half = edited.substr(edited.find("p40 "));
  CHECK(cut({p, original, some_words("x", 9) + half + b}) == spans{"1:" + edited, "2:" + half});
}

TEST_CASE("repeated spans: no word is cut of which nothing is left", "[repetition]") {
  std::mt19937 random(9);
  std::size_t words = 0, cut = 0, similar = 0;
  for (int round = 0; round < 60; ++round) {
    std::vector<std::vector<std::string>> documents;
    for (int i = 0; i < 14; ++i) {
      std::vector<std::string> text;
      const auto own = [&] { return "w" + std::to_string(random()); };
      for (auto count = random() % 20; count > 0; --count) text.push_back(own());
      for (auto copies = random() % 4; copies > 0 && !documents.empty(); --copies) {
        const auto& from = documents[random() % documents.size()];
        const bool edited = random() % 2 == 0;
        const std::size_t begin = random() % (from.size() + 1);
        const std::size_t end = std::min(from.size(), begin + 10 + random() % 100);
        for (std::size_t at = begin; at < end; ++at)
          text.push_back(edited && random() % 10 == 0 ? own() : from[at]);
      }
      words += text.size();
      documents.push_back(text);
    }
    cut_judge judge(documents);
    for (const auto& word : judge.cut()) {
      CHECK(judge.is_left(word));
      similar += !judge.stands(word);
    }
    cut += judge.cut().size();
  }
  CHECK(cut > words / 3);
  CHECK(similar > cut / 20);
  CHECK(similar < cut / 2);
}

TEST_CASE("repeated spans: copies with a period that differ are not cut", "[repetition]") {
  std::string rows;
  for (int i = 0; i < 60; ++i)
    rows += "Station " + std::to_string(i) + " reported a mean value of " + std::to_string(7 * i + 1000) +
            " with an error of " + std::to_string(13 * i + 5000) + " in the season.\n";
  const auto result = find_near_duplicates(std::vector<std::string>{rows}, {.scope = search_scope::passages});
  CHECK(std::any_of(result.passages.begin(), result.passages.end(),
                    [](const passage_match& match) { return match.relation == passage_relation::periodic; }));
  CHECK(result.repeated.empty());
}

TEST_CASE("repeated spans: of a periodic stretch all but the first copy", "[repetition]") {
  std::string text = "Before that. ";
  for (int copy = 0; copy < 12; ++copy) text += "\xC2\xABsome\xC2\xBB words that come again. ";
  const auto result = find_near_duplicates(std::vector<std::string>{text, ""},
                                           {.scope = search_scope::passages, .documents = true});
  REQUIRE(result.repeated.size() == 1);
  CHECK_FALSE(result.repeated[0].cluster);
  const auto [document, begin, end] = result.repeated[0].where;
  const std::string left = text.substr(0, begin) + text.substr(end);
  CHECK(left == "Before that. \xC2\xABsome\xC2\xBB words that come again. ");
  CHECK(result.documents[1] == document_repetition{1, 0, {}});
}

TEST_CASE("repeated spans: identical documents repeat each other", "[repetition]") {
  const std::string body = some_words("b", 60);
  near_duplicate_options options{.scope = search_scope::both, .documents = true};
  const auto result = find_near_duplicates(std::vector<std::string>{body, body}, options);
  CHECK(result.documents[0].repeat_fraction == 0);
  CHECK(result.documents[1].repeat_fraction > 0.99);
  options.scope = search_scope::articles;
  CHECK_THROWS_WITH(find_near_duplicates(std::vector<std::string>{body}, options),
                    "documents is true; allowed: with scope = passages or both");
}
