// Any bytes as a text: every kernel gives the tokens that the plain path gives, and that those that the rules
// over ICU give. The first bytes hold the options, the others are the text.

#include <algorithm>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <neardup/tokenize.hpp>

#include "fuzz.hpp"
#include "support/icu_by_kind.hpp"
#include "support/icu_oracle.hpp"
#include "support/token_texts.hpp"

using namespace neardup;

namespace {

/// The first place from `at` on where no byte of UTF-8 continues a code point.
std::size_t next_border(std::string_view text, std::size_t at) {
  while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) ++at;
  return at;
}

/// The first byte: bits 0-1 kind, 2 fold_diacritics, 3 join_hyphenated_line_breaks, 4-5 seed, 6-7 whether and
/// how often a part of the text is repeated. The next three: its place, its length, and the number of times.
/// Repeats make words that are cut, many marks in a row, texts over several pieces, and shift what follows.
struct input {
  static constexpr std::size_t header = 4;
  token_options options;
  std::string text;

  input(const std::uint8_t* data, std::size_t size) {
    static constexpr token_kind kinds[] = {token_kind::words, token_kind::characters, token_kind::whitespace,
                                           token_kind::words};
    static constexpr std::uint64_t seeds[] = {1, 0, 0xffffffff, 0x0123456789abcdef};
    static constexpr std::size_t scales[] = {0, 0, 1, 16};
    const unsigned bits = data[0];
    options.kind = kinds[bits & 3];
    if (options.kind != token_kind::whitespace) {
      options.fold_diacritics = (bits >> 2 & 1) != 0;
      options.join_hyphenated_line_breaks = (bits >> 3 & 1) != 0;
    }
    options.seed = seeds[bits >> 4 & 3];
    text.assign(reinterpret_cast<const char*>(data) + header, size - header);
    repeat(text.size() * data[1] / 256, 1 + data[2] % 32u, data[3] * scales[bits >> 6]);
  }

 private:
  /// Repeats what stands at `begin` until that is some 5000 bytes at most. Whole code points, so that what is
  /// repeated seldom is ill-formed.
  void repeat(std::size_t begin, std::size_t length, std::size_t times) {
    begin = next_border(text, begin);
    const std::size_t end = next_border(text, std::min(begin + length, text.size()));
    const std::string part = text.substr(begin, end - begin);
    std::string repeated;
    while (times-- > 0 && !part.empty() && repeated.size() < 5000) repeated += part;
    text.insert(end, repeated);
  }
};

std::string show(const token_options& options) {
  return " (kind " + std::to_string(static_cast<int>(options.kind)) + ", fold_diacritics " +
         std::to_string(options.fold_diacritics) + ", joins " +
         std::to_string(options.join_hyphenated_line_breaks) + ", seed " + std::to_string(options.seed) + ")";
}

/// Tokens of a text that is read as it stands, one code point after the other.
icu_oracle::result read_plainly(std::string_view text, const token_options& options) {
  icu_oracle::result found;
  found.ill_formed =
      detail::for_each_token(text, options.kind, options.fold_diacritics,
                             [&](std::string_view folded, std::size_t begin, std::size_t length) {
                               found.tokens.push_back({std::string(folded), begin, length});
                             });
  return found;
}

/// Attached marks, overlays, Hebrew and Arabic points; but U+0345 is a letter once it is folded.
bool is_diacritic(UChar32 c) {
  const int ccc = u_getCombiningClass(c);
  return (ccc == 1 || (ccc >= 10 && ccc <= 36) || (ccc >= 200 && ccc <= 240)) && c != 0x345;
}

icu::UnicodeString drop_diacritics(const icu::UnicodeString& text) {
  const icu::UnicodeString decomposed = icu::UnicodeString::fromUTF8(icu_oracle::nfd([&] {
    std::string utf8;
    return text.toUTF8String(utf8);
  }()));
  icu::UnicodeString kept;
  for (std::int32_t i = 0; i < decomposed.length(); i = decomposed.moveIndex32(i, 1))
    if (!is_diacritic(decomposed.char32At(i))) kept.append(decomposed.char32At(i));
  return kept;
}

std::string fold_without_diacritics(const icu_oracle::code_points& text) {
  icu::UnicodeString source;
  for (const icu_oracle::code_point& c : text) source.append(c.c);
  std::string folded;
  // Twice: some come only with the fold, as that of U+0149 does.
  drop_diacritics(icu_oracle::fold(drop_diacritics(source))).toUTF8String(folded);
  return icu_oracle::nfc(folded);
}

/// Words without diacritics. `known`: no word is so long that it might be cut.
icu_oracle::result words_without_diacritics(std::string_view text, bool& known) {
  icu_oracle::result out;
  known = true;
  for (const icu_oracle::run_token& word : icu_oracle::split(icu_oracle::decode(text), out.ill_formed)) {
    known = known && icu_oracle::fold(word.text, 0, word.text.size()).size() <= detail::max_folded_bytes / 2;
    if (std::string folded = fold_without_diacritics(word.text); !folded.empty()) {
      const std::size_t begin = word.text.front().begin;
      out.tokens.push_back({folded, begin, word.text.back().end - begin});
    }
  }
  return out;
}

/// The oracle's answer; `known` where it has one for these options.
icu_oracle::result read_by_oracle(std::string_view text, const token_options& options, bool& known) {
  if (options.fold_diacritics) {
    if (options.kind == token_kind::words) return words_without_diacritics(text, known);
    known = false;
    return {};
  }
  known = true;
  return icu_oracle::by_kind(text, options.kind);
}

void check_oracle(std::string_view text, const token_options& options, const icu_oracle::result& plain) {
  bool known;
  const icu_oracle::result expected = read_by_oracle(text, options, known);
  if (!known) return;
  if (plain.ill_formed != expected.ill_formed) fuzz::fail("ill-formed subparts by ICU" + show(options));
  if (plain.tokens == expected.tokens) return;
  const std::size_t common = std::min(plain.tokens.size(), expected.tokens.size());
  std::size_t i = 0;
  while (i < common && plain.tokens[i] == expected.tokens[i]) ++i;
  const auto at = [i](const icu_oracle::result& r) {
    if (i >= r.tokens.size()) return std::string("none");
    const icu_oracle::token& t = r.tokens[i];
    return "\"" + t.folded + "\" " + std::to_string(t.begin) + "+" + std::to_string(t.length);
  };
  fuzz::fail("token " + std::to_string(i) + ": plainly " + at(plain) + ", by ICU " + at(expected) +
             show(options));
}

/// Tokens stand in text order, on borders of code points; only those of one segment share their bytes.
void check_places(std::string_view text, const std::vector<token>& tokens, const token_options& options) {
  std::vector<bool> border(text.size() + 1);
  border[text.size()] = true;
  for (const icu_oracle::code_point& c : icu_oracle::decode(text)) border[c.begin] = true;
  std::size_t last_begin = 0, last_end = 0;
  for (const token& t : tokens) {
    const std::size_t begin = t.begin, end = begin + t.length;
    const bool shared = options.kind == token_kind::characters && begin == last_begin && end == last_end;
    if (t.length == 0 || end > text.size() || !border[begin] || !border[end] || (begin < last_end && !shared))
      fuzz::fail("place " + std::to_string(begin) + "+" + std::to_string(t.length) + show(options));
    last_begin = begin, last_end = end;
  }
}

/// What every kernel must give: hashes by the library, places in the text as it was before lines were joined.
token_stream expect(const icu_oracle::result& plain, std::uint64_t seed,
                    const std::vector<std::size_t>& places) {
  token_stream expected;
  expected.ill_formed = plain.ill_formed;
  for (const icu_oracle::token& t : plain.tokens) {
    const std::size_t begin = places[t.begin], end = places[t.begin + t.length - 1] + 1;
    expected.tokens.push_back({detail::xxh3_64(t.folded.data(), t.folded.size(), seed),
                               static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end - begin)});
  }
  return expected;
}

/// Where each byte of the joined text stands in the source.
std::vector<std::size_t> places_of(std::size_t size, const std::vector<detail::line_join>& joins) {
  std::vector<std::size_t> places;
  std::size_t at = 0;
  for (const detail::line_join& join : joins) {
    while (at < join.begin) places.push_back(at++);
    at = join.end;
  }
  while (at < size) places.push_back(at++);
  return places;
}

void check_kernels(std::string_view text, const token_options& options, const token_stream& expected) {
  // A block of its own and not a byte more, so that the address sanitizer sees what is read behind the text.
  const auto exact = std::make_unique<char[]>(text.size());
  std::copy(text.begin(), text.end(), exact.get());
  token_stream found;
  for (const detail::kernel_table& kernels : detail::kernel_tables()) {
    if (!kernels.supported()) continue;
    detail::tokenize_with(kernels, {exact.get(), text.size()}, options, found);
    if (found.tokens == expected.tokens && found.ill_formed == expected.ill_formed) continue;
    const auto first = std::mismatch(found.tokens.begin(), found.tokens.end(), expected.tokens.begin(),
                                     expected.tokens.end())
                           .first;
    fuzz::fail(kernels.name + (": token " + std::to_string(first - found.tokens.begin())) + ", ill-formed " +
               std::to_string(found.ill_formed) + " for " + std::to_string(expected.ill_formed) +
               show(options));
  }
}

}  // namespace

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t max_size);

/// Bytes that are changed at random seldom make code points that mean something: every fourth time a few of
/// those that the rules tell apart are inserted.
extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t max_size,
                                               unsigned seed) {
  token_texts::random_text random(seed);
  if (size < input::header || random.below(4) != 0) return LLVMFuzzerMutate(data, size, max_size);
  const std::string part = random.text(1 + random.below(5));
  const std::string inserted = token_texts::repeat(part, 1 + random.below(random.below(4) == 0 ? 40 : 1));
  if (inserted.size() > max_size - size) return LLVMFuzzerMutate(data, size, max_size);
  std::string text(reinterpret_cast<const char*>(data), size);
  text.insert(next_border(text, input::header + random.below(size - input::header + 1)), inserted);
  std::copy(text.begin(), text.end(), data);
  return text.size();
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < input::header) return 0;
  const input given(data, size);
  const auto& [options, text] = given;
  const auto joins =
      options.join_hyphenated_line_breaks ? detail::find_line_joins(text) : std::vector<detail::line_join>{};
  const std::string joined = detail::join_lines(text, joins);
  const icu_oracle::result plain = read_plainly(joined, options);
  // The oracle folds each beginning of a long token anew.
  if (joined.size() <= 1000) check_oracle(joined, options, plain);
  const token_stream expected = expect(plain, options.seed, places_of(text.size(), joins));
  check_kernels(text, options, expected);
  check_places(text, expected.tokens, options);
  return 0;
}
