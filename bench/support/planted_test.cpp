#include "support/planted.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <neardup/detail/xxhash.hpp>
#include <neardup/similarity.hpp>

#include "../tests/support/catch.hpp"

using namespace neardup_bench;

namespace {

std::vector<planted_document> planted(const planting& of) {
  std::vector<planted_document> documents;
  plant(of, [&](planted_document&& document) { documents.push_back(std::move(document)); });
  return documents;
}

neardup::shingle_set shingles_of(const std::string& text) {
  return {neardup::tokenize(text, {}).tokens, neardup::shingler()};
}

}  // namespace

TEST_CASE("planted: a seed gives the same documents everywhere", "[planted]") {
  const auto digest = [](std::uint64_t seed) {
    neardup::detail::xxh3_128_stream stream;
    for (const auto& document : planted({.documents = 300, .bytes = 1000, .seed = seed}))
      stream.add(document.text.data(), document.text.size());
    return stream.digest();
  };
  CHECK(digest(1) != digest(2));
  // Another value here means that figures of other commits are of other texts.
  CHECK(digest(1).high == 0xa3af3b8ad02181c7);
  CHECK(digest(1).low == 0x127e0325feb880f0);
}

TEST_CASE("planted: a corpus has the documents asked for, of about the bytes asked for", "[planted]") {
  CHECK(planted({.documents = 0}).empty());
  CHECK(planted({.documents = 1}).size() == 1);
  const auto documents = planted({.documents = 1000, .bytes = 3000});
  REQUIRE(documents.size() == 1000);
  std::size_t bytes = 0;
  for (const auto& document : documents) bytes += document.text.size();
  CHECK(bytes > 2'800'000);
  CHECK(bytes < 3'300'000);
}

TEST_CASE("planted: a quarter stands in clusters of an original and up to 19 others", "[planted]") {
  std::map<std::uint32_t, std::vector<edit>> clusters;
  std::size_t clustered = 0;
  for (const auto& document : planted({.documents = 5000, .bytes = 500})) {
    CHECK(document.cluster.has_value() == (document.op != edit::single));
    if (!document.cluster) continue;
    clusters[*document.cluster].push_back(document.op);
    ++clustered;
  }
  CHECK(clustered >= 1349);
  CHECK(clustered <= 1350);
  std::set<std::size_t> sizes;
  for (const auto& [number, ops] : clusters) {
    CHECK(std::ranges::count(ops, edit::original) == 1);
    sizes.insert(ops.size());
  }
  CHECK(*sizes.begin() == 2);
  CHECK(*sizes.rbegin() == 20);
}

TEST_CASE("planted: each edit changes its text, and leaves much of it", "[planted]") {
  for (const language& in : languages) {
    std::map<std::uint32_t, std::string> originals;
    const auto documents = planted({.documents = 1500, .bytes = 1000, .in = in});
    for (const auto& document : documents)
      if (document.op == edit::original) originals[*document.cluster] = document.text;
    std::map<edit, std::vector<double>> met;
    for (const auto& document : documents) {
      CHECK(neardup::tokenize(document.text, {}).ill_formed == 0);
      if (!document.cluster || document.op == edit::original) continue;
      const std::string& original = originals[*document.cluster];
      CHECK((document.text == original) == (document.op == edit::copied));
      met[document.op].push_back(neardup::jaccard(shingles_of(document.text), shingles_of(original)));
    }
    CHECK(met.size() == std::size(edit_names) - 2);
    for (const auto& [op, similarities] : met) {
      INFO(in.name << " " << edit_names[static_cast<std::size_t>(op)]);
      CHECK(std::ranges::max(similarities) > 0.8);
      CHECK(std::ranges::min(similarities) > 0.15);
      CHECK((std::ranges::min(similarities) == 1) == (op == edit::copied || op == edit::recased));
    }
  }
}
