#include <algorithm>
#include <map>
#include <numeric>
#include <random>
#include <string>

#include <xxhash.h>

#include <neardup/identical.hpp>

#include "support/catch.hpp"
#include "support/make_tokens.hpp"

using namespace neardup;
using test_support::make_tokens;

namespace {

std::vector<std::vector<std::uint32_t>> members_of(const sequence_groups& groups) {
  std::vector<std::vector<std::uint32_t>> all;
  for (std::size_t sequence = 0; sequence < groups.size(); ++sequence) {
    const auto members = groups.members(sequence);
    all.emplace_back(members.begin(), members.end());
  }
  return all;
}

}  // namespace

TEST_CASE("identical: a digest is of the sequence of token hashes", "[identical]") {
  CHECK(sequence_digest(make_tokens({1, 2})) == sequence_digest(make_tokens({1, 2})));
  CHECK(sequence_digest(make_tokens({1, 2})) != sequence_digest(make_tokens({2, 1})));
  CHECK(sequence_digest(make_tokens({1, 2})) != sequence_digest(make_tokens({1})));
  CHECK(sequence_digest({}) == detail::digest128{});
  auto moved = make_tokens({1, 2});
  moved[0].begin = 77;  // the place in the text does not count
  CHECK(sequence_digest(moved) == sequence_digest(make_tokens({1, 2})));
}

TEST_CASE("identical: a digest is XXH3_128bits of the token hashes, at every length", "[identical]") {
  std::mt19937_64 random(10);
  for (const std::size_t length : {1u, 2u, 17u, 30u, 31u, 100u, 511u, 512u, 513u, 1024u, 1025u, 3000u}) {
    std::vector<std::uint64_t> hashes(length);
    for (auto& hash : hashes) hash = random();
    const XXH128_hash_t expected = XXH3_128bits(hashes.data(), 8 * length);
    CHECK(sequence_digest(make_tokens(hashes)) == detail::digest128{expected.high64, expected.low64});
  }
}

TEST_CASE("identical: survivors come first, or longest, then by their bytes", "[identical]") {
  const std::vector<std::string_view> texts{"bb", "aaaa", "cc", "bb", ""};
  CHECK(survivor_order(texts, keep_policy::first) == std::vector<std::uint32_t>{0, 1, 2, 3, 4});
  const auto longest = survivor_order(texts, keep_policy::longest);
  CHECK(longest.front() == 1);
  CHECK(longest.back() == 4);
  // Equal texts stay in input order; texts of equal length come in an order of their bytes alone.
  CHECK(std::find(longest.begin(), longest.end(), 0u) < std::find(longest.begin(), longest.end(), 3u));
  const std::vector<std::string_view> shuffled{"cc", "bb"}, other{"bb", "cc"};
  const auto first = [](const auto& t) { return t[survivor_order(t, keep_policy::longest).front()]; };
  CHECK(first(shuffled) == first(other));
}

TEST_CASE("identical: the greatest score survives, then bytes decide, then the place", "[identical]") {
  const std::vector<std::string_view> texts{"x", "y", "x", "z"};
  const std::vector<double> scores{1, -2, 1, 5};
  CHECK(survivor_order(texts, keep_policy::score, scores) == std::vector<std::uint32_t>{3, 0, 2, 1});
  const std::vector<std::string_view> tied{"b", "a"}, swapped{"a", "b"};
  const std::vector<double> same{0, 0};
  const auto first = [&](const auto& t) { return t[survivor_order(t, keep_policy::score, same).front()]; };
  CHECK(first(tied) == first(swapped));
}

TEST_CASE("identical: groups are numbered by the document that stands for them", "[identical]") {
  const detail::digest128 none{}, x{1, 1}, y{2, 2}, z{0, 3};
  const std::vector<detail::digest128> digests{y, none, x, y, z, x};
  const std::vector<std::uint32_t> first{0, 1, 2, 3, 4, 5}, reversed{5, 4, 3, 2, 1, 0};
  const auto groups = group_identical(digests, first);
  CHECK(groups.representative == std::vector<std::uint32_t>{0, 2, 4});
  CHECK(members_of(groups) == std::vector<std::vector<std::uint32_t>>{{0, 3}, {2, 5}, {4}});
  CHECK(groups.survivor_order == std::vector<std::uint32_t>{0, 1, 2});
  const auto other = group_identical(digests, reversed);
  CHECK(other.representative == std::vector<std::uint32_t>{3, 4, 5});
  CHECK(members_of(other) == std::vector<std::vector<std::uint32_t>>{{0, 3}, {4}, {2, 5}});
  CHECK(other.survivor_order == std::vector<std::uint32_t>{2, 1, 0});
  CHECK(identical_groups(other) == std::vector<identical_group>{{{0, 3}}, {{2, 5}}});
  CHECK(group_identical({}, {}).size() == 0);
}

TEST_CASE("identical: documents that are to stay apart are of different sequences", "[identical]") {
  const detail::digest128 none{}, x{1, 1}, y{2, 1};  // equal in the half that is sorted by
  const std::vector<detail::digest128> digests{x, y, x, x, none, x};
  const std::vector<std::uint32_t> order{0, 1, 2, 3, 4, 5};
  const std::vector<std::uint64_t> apart{7, 7, 8, 7, 7, 8};
  const auto groups = group_identical(digests, order, apart);
  CHECK(groups.representative == std::vector<std::uint32_t>{0, 1, 2});
  CHECK(members_of(groups) == std::vector<std::vector<std::uint32_t>>{{0, 3}, {1}, {2, 5}});
}

TEST_CASE("identical: grouping is that of a map, for any order of survivors", "[identical]") {
  std::mt19937 random(4);
  for (int round = 0; round < 50; ++round) {
    const std::size_t count = random() % 600;
    std::vector<detail::digest128> digests(count);
    for (auto& digest : digests) digest = {random() % 3, random() % 40};
    std::vector<std::uint32_t> order(count);
    std::iota(order.begin(), order.end(), 0u);
    std::shuffle(order.begin(), order.end(), random);
    std::map<detail::digest128, std::vector<std::uint32_t>> members;
    std::map<detail::digest128, std::uint32_t> first;
    for (const std::uint32_t document : order)
      if (digests[document] != detail::digest128{}) {
        members[digests[document]].push_back(document);
        first.emplace(digests[document], document);
      }
    const auto groups = group_identical(digests, order);
    REQUIRE(groups.size() == members.size());
    CHECK(std::is_sorted(groups.representative.begin(), groups.representative.end()));
    for (std::size_t sequence = 0; sequence < groups.size(); ++sequence) {
      const auto digest = digests[groups.representative[sequence]];
      CHECK(groups.representative[sequence] == first[digest]);
      std::sort(members[digest].begin(), members[digest].end());
      const auto found = groups.members(sequence);
      CHECK(std::vector<std::uint32_t>(found.begin(), found.end()) == members[digest]);
    }
  }
}
