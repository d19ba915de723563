// Any bytes as tokens: every kernel hashes them, combines them and signs them as the portable one does.

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

#include <neardup/detail/kernels.hpp>

#include "fuzz.hpp"

using namespace neardup;

namespace {

/// Takes numbers from the input; zeros when it is at its end.
class reader {
 public:
  reader(const std::uint8_t* data, std::size_t size) : at_(data), end_(data + size) {}

  std::uint64_t number(std::size_t bytes) {
    std::uint64_t value = 0;
    const std::size_t there = std::min<std::size_t>(bytes, static_cast<std::size_t>(end_ - at_));
    if (there != 0) std::memcpy(&value, at_, there);
    at_ += there;
    return value;
  }
  bool empty() const { return at_ == end_; }

 private:
  const std::uint8_t *at_, *end_;
};

/// A text cut into tokens: an input of its own for the token hash.
struct spans {
  std::vector<unsigned char> folded;
  std::vector<std::uint16_t> begins, ends;

  explicit spans(reader& in) {
    // Each begins where the one before ends, or a little later; most are short.
    while (!in.empty() && folded.size() < 8000) {
      const std::size_t gap = in.number(1) % 3;
      const std::size_t length = 1 + in.number(1) % (in.number(1) % 4 != 0 ? 17 : 256);
      const std::size_t begin = folded.size() + gap;
      begins.push_back(static_cast<std::uint16_t>(begin));
      ends.push_back(static_cast<std::uint16_t>(begin + length));
      while (folded.size() < begin + length) folded.push_back(static_cast<unsigned char>(in.number(1)));
    }
    folded.resize(folded.size() + 16);  // what may be read from where the last token begins
  }
};

struct answers {
  std::vector<token> tokens;
  std::vector<std::uint32_t> hashes, minmax, minhash;
};

/// From spans to signatures. Vectors as long as what the kernels may touch, and not a place longer.
answers run(const detail::kernel_table& kernels, const spans& in, std::uint64_t seed,
            const std::vector<std::uint64_t>& addends, const std::vector<std::uint32_t>& multipliers) {
  answers out;
  out.tokens.resize(in.begins.size());
  kernels.hash_tokens(in.folded.data(), in.begins.data(), in.ends.data(), in.begins.size(), seed, 7,
                      out.tokens.data());
  if (out.tokens.size() >= addends.size()) out.hashes.resize(out.tokens.size() - addends.size() + 1);
  kernels.combine(out.tokens.data(), out.hashes.size(), addends.data(),
                  static_cast<std::uint32_t>(addends.size()), out.hashes.data());
  out.minmax.resize(2 * multipliers.size());
  out.minhash.resize(multipliers.size());
  const auto sign = [&](detail::sign_function* by, std::vector<std::uint32_t>& signature) {
    by(out.hashes.data(), out.hashes.size(), multipliers.data(), multipliers.size(), signature.data());
  };
  sign(kernels.sign_minmax32, out.minmax);
  sign(kernels.sign_minhash32, out.minhash);
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  reader in(data, size);
  const std::uint64_t seed = in.number(8);
  std::vector<std::uint64_t> addends(1 + in.number(1) % 33);
  for (std::uint64_t j = 0; j < addends.size(); ++j) addends[j] = detail::xxh3_64(j, seed);
  std::vector<std::uint32_t> multipliers(16 * (1 + in.number(1) % 20));
  for (std::uint64_t i = 0; i < multipliers.size(); ++i)
    multipliers[i] = static_cast<std::uint32_t>(detail::xxh3_64(~i, seed)) | 1;
  const spans tokens(in);

  const answers expected = run(detail::choose_kernels("portable"), tokens, seed, addends, multipliers);
  for (std::size_t i = 0; i < expected.tokens.size(); ++i) {
    const auto length = static_cast<std::uint32_t>(tokens.ends[i] - tokens.begins[i]);
    const std::uint64_t hash = detail::xxh3_64(&tokens.folded[tokens.begins[i]], length, seed);
    if (expected.tokens[i] != token{hash, tokens.begins[i] + 7u, length})
      fuzz::fail("token " + std::to_string(i) + " by the library");
  }
  for (const detail::kernel_table& kernels : detail::kernel_tables()) {
    if (!kernels.supported()) continue;
    const answers found = run(kernels, tokens, seed, addends, multipliers);
    const std::string by = std::string(" by ") + kernels.name;
    if (found.tokens != expected.tokens) fuzz::fail("tokens" + by);
    if (found.hashes != expected.hashes) fuzz::fail("signature hashes" + by);
    if (found.minmax != expected.minmax) fuzz::fail("minmax32" + by);
    if (found.minhash != expected.minhash) fuzz::fail("minhash32" + by);
  }
  return 0;
}
