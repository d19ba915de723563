#include <cstdlib>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include <neardup/tokenize.hpp>

#include "support/catch.hpp"
#include "support/token_texts.hpp"

using namespace neardup;
using token_texts::random_text;
using token_texts::repeat;
using token_texts::utf8;

namespace {

/// The tokens one code point after the other, hashed by the library: what every kernel must give.
token_stream plain(std::string_view text, const token_options& options) {
  token_stream stream;
  stream.ill_formed = detail::for_each_token(
      text, options.kind, options.fold_diacritics,
      [&](std::string_view folded, std::size_t begin, std::size_t length) {
        stream.tokens.push_back({detail::xxh3_64(folded.data(), folded.size(), options.seed),
                                 static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(length)});
      });
  return stream;
}

/// `text` at an address of its own, with nothing to read behind it.
void check_every_kernel(const std::string& text, const token_options& options) {
  const std::vector<char> exact(text.begin(), text.end());
  const std::string_view view(exact.data(), exact.size());
  const token_stream expected = plain(view, options);
  token_stream found;
  for (const detail::kernel_table& kernels : detail::kernel_tables()) {
    if (!kernels.supported()) continue;
    detail::tokenize_with(kernels, view, options, found);
    if (found.tokens == expected.tokens && found.ill_formed == expected.ill_formed) continue;
    CAPTURE(kernels.name, static_cast<int>(options.kind), options.fold_diacritics, text);
    REQUIRE(found.tokens.size() == expected.tokens.size());
    REQUIRE(found.tokens == expected.tokens);
    REQUIRE(found.ill_formed == expected.ill_formed);
  }
}

void check_every_kernel(const std::string& text) {
  for (const bool fold_diacritics : {false, true}) {
    check_every_kernel(text, {.kind = token_kind::words, .fold_diacritics = fold_diacritics});
    check_every_kernel(text, {.kind = token_kind::characters, .fold_diacritics = fold_diacritics});
  }
  check_every_kernel(text, {.kind = token_kind::whitespace});
}

}  // namespace

TEST_CASE("kernels: every code point in many surroundings", "[kernels]") {
  struct surroundings {
    std::string before, after;
  };
  const std::vector<surroundings> all = {{"", ""},
                                         {"a", "b"},
                                         {" ", " "},
                                         {"a ", " b"},
                                         {"\u00e9", "\u00c9"},
                                         {"\u6f22", "\u5b57"},
                                         {"\u0e19", "\u0e49"},
                                         {"\u0e19\u0e39", "\u0e49"},
                                         {"\u0430", "\u0410"},
                                         {"a\u0301", "\u0323"},
                                         {"\u0915", "\u094d"},
                                         {"\U0001f600", "\u0301"},
                                         {"\xE2\x80", "\x80"},
                                         {"\u0e19\u0e49", "\u0e38"}};
  for (const auto& [before, after] : all) {
    const bool alone = before.empty();
    std::string text;
    for (char32_t c = 0; c < 0x110000; ++c) {
      if (c >= 0xD800 && c < 0xE000) continue;
      if (!alone && c >= 0x20000 && c % 64 != 0) continue;  // beyond, the kernels leave all to others
      text += before + utf8({c}) + after;
      if (c % 3 != 0) text += ". ";
      if (text.size() > 60000) check_every_kernel(text), text.clear();
    }
    check_every_kernel(text);
  }
}

TEST_CASE("kernels: every length up to three blocks, at every place", "[kernels]") {
  random_text random(21);
  const std::string ascii = "The quick brown fox, 12 of them; jumped over it - and over again. ";
  const std::string french =
      "L\u2019\u00e9t\u00e9 \u00ab\u00a0d\u00e9j\u00e0\u00a0\u00bb \u00c0 NO\u00cbL \u2014 \u0153uvre "
      "na\u00efve\u2026 ";
  const std::string russian =
      "\u041c\u043e\u0441\u043a\u0432\u0430 \u0401\u043b\u043a\u0430 \u043f\u0440\u0438\u0432\u0435\u0442. ";
  const std::string han =
      "\u6f22\u5b57\u3001\u4eee\u540dabc\u304b\u306a\u3002\u0e2a\u0e27\u0e31\u0e2a\u0e14\u0e35 ";
  for (const std::string& unit : {ascii, french, russian, han}) {
    const std::string text = repeat(unit, 8);
    for (std::size_t begin = 0; begin < 66; ++begin)
      for (std::size_t length = 0; length <= 193; length += 1 + (begin % 3))
        check_every_kernel(text.substr(begin, length), {});
    for (std::size_t length = 0; length <= 193; ++length) check_every_kernel(text.substr(0, length));
  }
}

TEST_CASE("kernels: random and hostile texts", "[kernels]") {
  random_text random(22);
  for (int round = 0; round < 20000; ++round) {
    std::string text;
    while (random.below(12) != 0) {
      switch (random.below(8)) {
        case 0:
          text += std::string(random.below(70), static_cast<char>('a' + random.below(26)));
          break;
        case 1:
          text += static_cast<char>(random.below(256));
          break;
        case 2:
          text += repeat(" x", random.below(40));
          break;
        case 3:
          text += random.text(random.below(60));
          break;
        case 4:
          for (std::size_t i = random.below(40); i-- > 0;) text += static_cast<char>(random.below(256));
          break;
        case 5:
          for (std::size_t i = random.below(40); i-- > 0;)
            text += utf8({static_cast<char32_t>(0xA0 + random.below(0x460))});
          break;
        case 6:
          for (std::size_t i = random.below(40); i-- > 0;)
            text += utf8({static_cast<char32_t>(0xE00 + random.below(0x60))});
          break;
        default:
          for (std::size_t i = random.below(40); i-- > 0;)
            text += utf8({static_cast<char32_t>(0x2000 + random.below(0x7000))});
      }
    }
    if (round % 2 == 0)
      check_every_kernel(text, {.seed = static_cast<std::uint64_t>(round)});
    else
      check_every_kernel(text);
  }
}

TEST_CASE("kernels: texts over many pieces, and long tokens", "[kernels]") {
  random_text random(23);
  for (const std::size_t size : {4000u, 4095u, 4096u, 4097u, 4159u, 8192u, 20000u}) {
    check_every_kernel(std::string(size, 'x'));
    check_every_kernel(std::string(size, ' '));
    check_every_kernel(repeat("\u6f22", size / 3));
    check_every_kernel(repeat("\u0e19\u0e49", size / 6));
    std::string text;
    while (text.size() < size)
      text += std::string(1 + random.below(random.below(20) == 0 ? 600 : 12), 'q') + " ";
    check_every_kernel(text);
    check_every_kernel(text.substr(0, size));
  }
  for (std::size_t length = 120; length < 330; ++length)
    for (const std::size_t before : {0u, 1u, 63u, 100u})
      check_every_kernel(std::string(before, '-') + std::string(length, 'X') + ".b", {});
}

TEST_CASE("kernels: a name that this machine cannot run is refused", "[kernels]") {
  CHECK(detail::choose_kernels("portable").name == std::string("portable"));
  CHECK(detail::choose_kernels("").supported());
  try {
    (void)detail::choose_kernels("mmx");
    FAIL("accepted");
  } catch (const error& e) {
    CHECK(e.code() == errc::unsupported_kernel);
    CHECK(std::string(e.what()).find("NEARDUP_FORCE_KERNEL is mmx; allowed on this machine: ") == 0);
    CHECK(std::string(e.what()).find("portable") != std::string::npos);
  }
}
