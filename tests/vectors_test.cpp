// Conformance vectors of scheme v1, made by an independent implementation from the scheme's description
// alone: a subset stands in tests/golden/, the folder in the environment variable NEARDUP_VECTORS may hold
// more.

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include <neardup/neardup.hpp>

#include "support/catch.hpp"
#include "support/entries_of.hpp"

using namespace neardup;
using nlohmann::json;

namespace {

std::string decode_base64(const std::string& text) {
  static const std::string digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string bytes;
  std::uint32_t buffer = 0;
  int bits = 0;
  for (const char c : text) {
    if (c == '=') break;
    const auto digit = digits.find(c);
    REQUIRE(digit != std::string::npos);
    buffer = buffer << 6 | static_cast<std::uint32_t>(digit);
    bits += 6;
    if (bits >= 8) bits -= 8, bytes.push_back(static_cast<char>(buffer >> bits & 0xff));
  }
  return bytes;
}

std::vector<std::uint32_t> decode_entries(const std::string& base64) {
  const std::string bytes = decode_base64(base64);
  std::vector<std::uint32_t> entries(bytes.size() / 4);
  for (std::size_t i = 0; i < bytes.size(); ++i)
    entries[i / 4] |= std::uint32_t{static_cast<unsigned char>(bytes[i])} << 8 * (i % 4);
  return entries;
}

std::string hex(std::uint64_t value, int digits) {
  char text[17];
  std::snprintf(text, sizeof text, "%0*llx", digits, static_cast<unsigned long long>(value));
  return text;
}

token_kind kind_of(const std::string& name) {
  if (name == "characters") return token_kind::characters;
  if (name == "whitespace") return token_kind::whitespace;
  REQUIRE(name == "words");
  return token_kind::words;
}

void check_case(const json& expected) {
  const std::string name = expected.at("name");
  CAPTURE(name);
  const std::string text = decode_base64(expected.at("text_base64"));
  const json& options = expected.at("options");
  const token_kind kind = kind_of(options.at("tokens"));
  const auto seed = options.at("seed").get<std::uint64_t>();
  const auto shingle_size = options.at("shingle_size").get<std::uint32_t>();

  const token_stream stream = tokenize(text, kind, seed);
  json tokens = json::array();
  for (const token& t : stream.tokens) tokens.push_back({t.begin, t.length, hex(t.hash, 16)});
  CHECK((tokens == expected.at("tokens")));
  CHECK(stream.ill_formed == expected.at("ill_formed").get<std::uint64_t>());
  if (expected.contains("folded")) {
    std::vector<std::string> folded;
    detail::for_each_token(text, kind, [&](std::string_view token_text, std::size_t, std::size_t) {
      folded.emplace_back(token_text);
    });
    CHECK((folded == expected.at("folded").get<std::vector<std::string>>()));
  }

  const shingler windows(shingle_size, seed);
  const auto signature_hashes = windows.signature_hashes(stream.tokens);
  std::vector<std::string> found;
  for (const auto hash : signature_hashes) found.push_back(hex(hash, 8));
  CHECK((found == expected.at("signature_hashes").get<std::vector<std::string>>()));
  found.clear();
  for (const auto hash : windows.identity_hashes(stream.tokens)) found.push_back(hex(hash, 16));
  CHECK((found == expected.at("identity_hashes").get<std::vector<std::string>>()));

  const minhasher minmax({.num_hashes = 128, .seed = seed}),
      minhash({.scheme = signature_scheme::minhash32, .num_hashes = 64, .seed = seed});
  CHECK((entries_of(minmax.sign(signature_hashes)) == decode_entries(expected.at("minmax32_k128"))));
  CHECK((entries_of(minhash.sign(signature_hashes)) == decode_entries(expected.at("minhash32_k64"))));
}

std::size_t check_cases(const std::filesystem::path& path) {
  std::ifstream file(path);
  REQUIRE(file);
  std::size_t cases = 0;
  for (std::string line; std::getline(file, line); ++cases) check_case(json::parse(line));
  return cases;
}

std::size_t check_shapes(const std::filesystem::path& path) {
  std::ifstream file(path);
  REQUIRE(file);
  std::string line;
  std::getline(file, line);
  REQUIRE(line == "threshold\tmin_recall\tnum_hashes\tbands\trows");
  std::size_t cases = 0;
  for (; std::getline(file, line); ++cases) {
    CAPTURE(line);
    std::istringstream fields(line);
    double threshold, min_recall;
    std::uint32_t num_hashes;
    std::string bands, rows, found_bands = "infeasible", found_rows = "infeasible";
    fields >> threshold >> min_recall >> num_hashes >> bands >> rows;
    try {
      const lsh_shape shape = choose_lsh_shape(threshold, min_recall, num_hashes);
      found_bands = std::to_string(shape.bands), found_rows = std::to_string(shape.rows);
    } catch (const error&) {  // none is within reach
    }
    CHECK(found_bands == bands);
    CHECK(found_rows == rows);
  }
  return cases;
}

}  // namespace

TEST_CASE("vectors: the chosen subset", "[vectors][golden]") {
  const std::filesystem::path folder = NEARDUP_TEST_GOLDEN;
  CHECK(check_cases(folder / "scheme-v1.jsonl") > 50);
  CHECK(check_shapes(folder / "lsh-shapes.tsv") > 300);
}

TEST_CASE("vectors: all in the folder that NEARDUP_VECTORS names", "[vectors]") {
  const char* folder = std::getenv("NEARDUP_VECTORS");
  if (folder == nullptr || *folder == '\0') {
    WARN("skipped: NEARDUP_VECTORS names no folder with conformance vectors");
    return;
  }
  CHECK(check_cases(std::filesystem::path(folder) / "scheme-v1.jsonl") > 0);
  CHECK(check_shapes(std::filesystem::path(folder) / "lsh-shapes.tsv") > 0);
}
