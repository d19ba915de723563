#include <algorithm>
#include <cstdint>
#include <map>
#include <numeric>
#include <random>
#include <set>
#include <utility>
#include <vector>

#include <neardup/lsh_index.hpp>

#include "support/catch.hpp"
#include "support/index_tests.hpp"

using namespace neardup;
using test_support::fails_with;
using test_support::numbers;

namespace {

using entries = std::vector<std::uint32_t>;
using id_list = std::vector<std::uint64_t>;

/// The buckets as they are defined: the rows of each band, and who has them.
class oracle {
 public:
  explicit oracle(lsh_shape shape) : shape_(shape) {}
  void insert(std::uint64_t id, const entries& signature) {
    signatures_[id] = signature;
    for_each_bucket(signature, [&](auto& bucket) { bucket.insert(id); });
  }
  void erase(std::uint64_t id) {
    for_each_bucket(signatures_.at(id), [&](auto& bucket) { bucket.erase(id); });
    signatures_.erase(id);
  }
  [[nodiscard]] id_list query(const entries& signature) {
    std::set<std::uint64_t> found;
    for_each_bucket(signature, [&](auto& bucket) { found.insert(bucket.begin(), bucket.end()); });
    return {found.begin(), found.end()};
  }
  [[nodiscard]] const std::map<std::uint64_t, entries>& signatures() const { return signatures_; }

 private:
  template <class Use>
  void for_each_bucket(const entries& signature, Use&& use) {
    for (std::uint32_t band = 0; band < shape_.bands; ++band) {
      const auto begin = signature.begin() + band * shape_.rows;
      use(buckets_[{band, entries(begin, begin + shape_.rows)}]);
    }
  }

  lsh_shape shape_;
  std::map<std::uint64_t, entries> signatures_;
  std::map<std::pair<std::uint32_t, entries>, std::set<std::uint64_t>> buckets_;
};

/// Signatures of which most agree with one of a few templates in most entries.
class signature_source {
 public:
  signature_source(std::uint32_t num_hashes, std::uint32_t seed) : random_(seed), templates_(5) {
    for (entries& one : templates_) one = fresh(num_hashes);
  }
  [[nodiscard]] entries next() {
    entries made = templates_[random_() % templates_.size()];
    for (std::uint32_t& entry : made)
      if (random_() % 100 < 45) entry = static_cast<std::uint32_t>(random_());
    return made;
  }
  [[nodiscard]] entries fresh(std::uint32_t num_hashes) {
    entries made(num_hashes);
    for (std::uint32_t& entry : made) entry = static_cast<std::uint32_t>(random_());
    return made;
  }
  [[nodiscard]] std::mt19937& random() { return random_; }

 private:
  std::mt19937 random_;
  std::vector<entries> templates_;
};

signature_rows rows_of(const entries& data, std::uint32_t num_hashes) {
  return {data.data(), data.size() / num_hashes, num_hashes};
}

/// `count` signatures that share every bucket of the first `shared` entries.
entries alike_rows(std::size_t count, std::uint32_t num_hashes, std::uint32_t shared) {
  entries data(count * num_hashes);
  std::mt19937 random(3);
  for (std::size_t i = 0; i < data.size(); ++i)
    data[i] = i % num_hashes < shared ? 42 : static_cast<std::uint32_t>(random());
  return data;
}

}  // namespace

TEST_CASE("lsh_index: finds what shares a band, while documents come, go and come again", "[lsh_index]") {
  const std::uint32_t k = 30;
  const lsh_shape shape{10, 3};
  for (std::uint32_t seed = 1; seed <= 4; ++seed) {
    signature_source source(k, seed);
    oracle expected(shape);
    lsh_index index(k, shape);
    std::size_t found = 0;
    for (int step = 0; step < 2000; ++step) {
      const std::uint64_t id = (source.random()() % 300) * 0x123456789ABCDEFull;  // most above 2^32
      const bool known = expected.signatures().contains(id);
      REQUIRE(index.contains(id) == known);
      if (known) {
        REQUIRE(index.erase(id));
        expected.erase(id);
        REQUIRE_FALSE(index.erase(id));
      } else {
        const entries signature = source.next();
        index.insert(id, signature);
        expected.insert(id, signature);
      }
      REQUIRE(index.size() == expected.signatures().size());
      const entries asked = source.next();
      const lsh_candidates answer = index.query(asked);
      REQUIRE(answer.ids == expected.query(asked));
      REQUIRE(answer.cut_buckets == 0);
      found += answer.ids.size();
    }
    CHECK(found > 10000);
    for (const auto& [id, signature] : expected.signatures())
      REQUIRE(index.query(signature).ids == expected.query(signature));
    while (!expected.signatures().empty()) {
      const auto [id, signature] = *expected.signatures().begin();
      index.erase(id);
      expected.erase(id);
      REQUIRE(index.query(signature).ids == expected.query(signature));
    }
    CHECK(index.size() == 0);
  }
}

TEST_CASE("lsh_index: many at once are what one after the other is", "[lsh_index]") {
  const std::uint32_t k = 32;
  const lsh_shape shape{8, 4};
  for (const std::size_t count : {0u, 1u, 2u, 7u, 8u, 9u, 16u, 17u, 2500u}) {
    signature_source source(k, 9);
    entries data;
    for (std::size_t i = 0; i < count; ++i) {
      const entries one = source.next();
      data.insert(data.end(), one.begin(), one.end());
    }
    const id_list ids = numbers(count, 1000);
    lsh_index together(k, shape), singly(k, shape);
    together.insert(ids, rows_of(data, k));
    for (std::size_t i = 0; i < count; ++i) singly.insert(ids[i], rows_of(data, k)[i]);
    CHECK(together.size() == count);
    std::size_t next = 0;
    together.query(rows_of(data, k), [&](std::size_t i, const lsh_candidates& answer) {
      REQUIRE(i == next++);
      REQUIRE(answer.ids == singly.query(rows_of(data, k)[i]).ids);
      REQUIRE(std::binary_search(answer.ids.begin(), answer.ids.end(), ids[i]));
    });
    CHECK(next == count);
  }
}

TEST_CASE("lsh_index: a limit gives the last ones of a bucket, and says that there are more", "[lsh_index]") {
  const entries data = alike_rows(10, 4, 2);  // band 0 is one bucket, those of band 1 hold one each
  lsh_index index(4, {2, 2});
  index.insert(id_list{90, 80, 70, 60, 50, 40, 30, 20, 10, 5}, rows_of(data, 4));
  const auto query = [&](std::uint32_t limit) { return index.query(rows_of(data, 4)[0], limit); };
  CHECK(query(3).ids == id_list{5, 10, 20, 90});  // 90 by band 1
  CHECK(query(3).cut_buckets == 1);
  CHECK(query(9).cut_buckets == 1);
  CHECK(query(10).ids == id_list{5, 10, 20, 30, 40, 50, 60, 70, 80, 90});
  CHECK(query(10).cut_buckets == 0);
  index.erase(10);
  CHECK(query(3).ids == id_list{5, 20, 30, 90});
  CHECK(query(9).cut_buckets == 0);
  CHECK(fails_with(errc::invalid_options, [&] { (void)query(0); }));
}

TEST_CASE("lsh_index: 10^5 documents in one bucket are inserted and erased in linear time", "[lsh_index]") {
  const std::size_t count = 100000;
  for (const std::uint32_t shared : {8u, 6u}) {  // identical ones, and a template with bodies of their own
    const entries data = alike_rows(count, 8, shared);
    lsh_index index(8, {4, 2});
    index.insert(numbers(count), rows_of(data, 8));
    CHECK(index.query(rows_of(data, 8)[0]).ids == numbers(count));
    const lsh_candidates some = index.query(rows_of(data, 8)[0], 100);
    CHECK(some.ids.size() == (shared == 8 ? 100 : 101));  // and itself, alone in its last bucket
    CHECK(some.cut_buckets == shared / 2);
    std::vector<std::uint64_t> order = numbers(count);
    std::shuffle(order.begin(), order.end(), std::mt19937(1));
    for (std::size_t i = 0; i < count - 3; ++i) REQUIRE(index.erase(order[i]));
    std::sort(order.end() - 3, order.end());
    CHECK(index.query(rows_of(data, 8)[0]).ids == id_list(order.end() - 3, order.end()));
  }
}

TEST_CASE("lsh_index: what is refused leaves the index as it was", "[lsh_index]") {
  const std::uint32_t k = 8;
  signature_source source(k, 1);
  const entries first = source.fresh(k), second = source.fresh(k), third = source.fresh(k);
  lsh_index index(k, {4, 2});
  index.insert(1, first);
  CHECK(fails_with(errc::invalid_options, [&] { index.insert(1, second); }));
  CHECK(fails_with(errc::invalid_options, [&] { index.insert(2, std::span(second).first(7)); }));
  CHECK(fails_with(errc::invalid_options, [&] { (void)index.query(std::span(second).first(7)); }));
  CHECK(fails_with(errc::invalid_options, [] { lsh_index(8, {3, 3}); }));
  CHECK(fails_with(errc::invalid_options, [] { lsh_index(8, {0, 3}); }));

  entries both = second;
  both.insert(both.end(), third.begin(), third.end());
  CHECK(fails_with(errc::invalid_options, [&] { index.insert(id_list{2}, rows_of(both, k)); }));
  CHECK(fails_with(errc::invalid_options, [&] { index.insert(id_list{2, 1}, rows_of(both, k)); }));
  CHECK(fails_with(errc::invalid_options, [&] { index.insert(id_list{2, 2}, rows_of(both, k)); }));
  CHECK(index.size() == 1);
  CHECK_FALSE(index.contains(2));
  CHECK(index.query(second).ids.empty());
  CHECK(index.query(first).ids == id_list{1});

  index.erase(1);
  index.insert(1, second);
  CHECK(index.query(first).ids.empty());
  CHECK(index.query(second).ids == id_list{1});
}

TEST_CASE("lsh_index: copies and moved ones stand alone, room changes no answer", "[lsh_index]") {
  const std::uint32_t k = 8;
  signature_source source(k, 5);
  const entries first = source.fresh(k), second = source.fresh(k);
  lsh_index index(k, {4, 2});
  index.reserve(1000);
  index.insert(~std::uint64_t{0}, first);
  lsh_index copy = index;
  copy.insert(0, second);
  copy.erase(~std::uint64_t{0});
  CHECK(index.query(first).ids == id_list{~std::uint64_t{0}});
  CHECK(index.query(second).ids.empty());
  const lsh_index moved = std::move(copy);
  CHECK(moved.query(first).ids.empty());
  CHECK(moved.query(second).ids == id_list{0});
  CHECK(moved.shape() == lsh_shape{4, 2});
  CHECK(moved.num_hashes() == k);
}
