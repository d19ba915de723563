#include "io/repeated_id.hpp"

#include <algorithm>
#include <array>
#include <mutex>
#include <tuple>
#include <vector>

#include <neardup/detail/parallel.hpp>
#include <neardup/detail/radix_sort.hpp>
#include <neardup/detail/xxhash.hpp>

namespace neardup::io {

namespace {

struct hashed_id {
  std::uint32_t hash;
  std::uint32_t document;
};

/// Ids whose hashes have the same upper bits, which are dealt with apart from the others.
constexpr std::size_t shards = 16;

std::uint64_t hash_of(const document_id& id) {
  return detail::xxh3_64(id.text.data(), id.text.size(), id.is_string);
}

/// Equal hashes are few, unless somebody wants them to be many: then sorting bounds the work.
std::optional<repeated_id> repeated_among(std::span<hashed_id> equal_hashes,
                                          std::span<const document_id> ids) {
  const auto key = [&](const hashed_id& one) {
    return std::tie(ids[one.document].text, ids[one.document].is_string, one.document);
  };
  std::sort(equal_hashes.begin(), equal_hashes.end(),
            [&](const hashed_id& a, const hashed_id& b) { return key(a) < key(b); });
  std::optional<repeated_id> first;
  for (std::size_t i = 1; i < equal_hashes.size(); ++i) {
    const std::uint32_t before = equal_hashes[i - 1].document, again = equal_hashes[i].document;
    if (ids[before] == ids[again] && (!first || again < first->again)) first = {before, again};
  }
  return first;
}

std::optional<repeated_id> repeated_in_shard(std::vector<hashed_id>& shard,
                                             std::span<const document_id> ids) {
  std::vector<hashed_id> scratch;
  detail::radix_sort(shard, scratch, [](const hashed_id& one) { return one.hash; });
  std::optional<repeated_id> first;
  for (std::size_t begin = 0, end = 0; begin < shard.size(); begin = end) {
    while (end < shard.size() && shard[end].hash == shard[begin].hash) ++end;
    if (end - begin == 1) continue;
    const auto found = repeated_among({&shard[begin], end - begin}, ids);
    if (found && (!first || found->again < first->again)) first = found;
  }
  return first;
}

}  // namespace

std::optional<repeated_id> find_repeated_id(std::span<const document_id> ids, const run_control& control) {
  constexpr std::size_t grain = 4096;
  std::vector<std::uint64_t> hashes(ids.size());
  detail::parallel_for("", ids.size(), grain, control, [&](std::size_t begin, std::size_t end, std::size_t) {
    for (std::size_t i = begin; i < end; ++i) hashes[i] = hash_of(ids[i]);
  });
  std::array<std::optional<repeated_id>, shards> found;
  detail::parallel_for("", shards, 1, control, [&](std::size_t shard, std::size_t, std::size_t) {
    std::vector<hashed_id> members;
    members.reserve(ids.size() / shards + ids.size() / (4 * shards));
    for (std::size_t i = 0; i < hashes.size(); ++i)
      if (hashes[i] >> 60 == shard)
        members.push_back({static_cast<std::uint32_t>(hashes[i]), static_cast<std::uint32_t>(i)});
    found[shard] = repeated_in_shard(members, ids);
  });
  std::optional<repeated_id> first;
  for (const auto& one : found)
    if (one && (!first || one->again < first->again)) first = one;
  return first;
}

}  // namespace neardup::io
