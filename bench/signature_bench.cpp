#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <benchmark/benchmark.h>

#include "support/aligned_vector.hpp"
#include "support/autovectorised.hpp"
#include "support/benchmarks.hpp"
#include "support/corpus.hpp"
#include "support/issue_limit.hpp"
#include "support/pipeline.hpp"
#include "support/plain_loops.hpp"
#include "support/reference.hpp"

// The signature loop alone, from the hashes of a text's shingles to its minima: each kernel beside the loops
// that one would write first.
namespace neardup_bench {
namespace {

struct shape {
  std::size_t hashes, shingles;  ///< entries of the signature, elements of the set
};

std::string name(const std::string& loop, shape of) {
  return "BM_sign/" + loop + "/hashes:" + std::to_string(of.hashes) +
         "/shingles:" + std::to_string(of.shingles);
}

/// What find() returns, which lines of one family and shape share: the definition takes its time.
template <class Find>
const std::vector<std::uint32_t>& expected(const std::string& family, shape of, Find find) {
  static std::map<std::string, std::vector<std::uint32_t>> found;
  auto& answer = found[name(family, of)];
  if (answer.empty()) answer = find();
  return answer;
}

template <class Signer>
std::string wrong_signature(Signer signer, const std::vector<std::uint32_t>& right) {
  return std::ranges::equal(signer.run(), right) ? "" : "signatures differ";
}

/// Returns the nanoseconds a shingle.
template <class Signer>
double time_signer(benchmark::State& state, Signer signer, shape of) {
  const double iteration = time_step(
      state, [&]() -> const auto& { return signer.run(); });
  const double shingle = iteration / static_cast<double>(of.shingles);
  state.counters["ns_per_shingle"] = shingle;
  state.counters["ns_per_shingle_hash"] = shingle / static_cast<double>(of.hashes);
  state.counters["lanes_per_second"] = per_second(of.hashes * of.shingles);
  return shingle;
}

// The kernels.

struct scheme {
  const char* name;
  neardup::detail::sign_function* kernel::*sign;
  std::size_t entries_per_product;  ///< a minimum; a maximum too
  std::vector<std::uint32_t> (*reference)(std::span<const std::uint32_t>, std::span<const std::uint32_t>);
};
constexpr scheme schemes[] = {{"minmax32", &kernel::sign_minmax32, 2, reference::minmax32},
                              {"minhash32", &kernel::sign_minhash32, 1, reference::minhash32}};

/// A kernel, or a plain loop of the same scheme, with its input.
struct scheme_signer {
  minmax32_function* sign;
  aligned_vector<std::uint32_t> hashes, multipliers, signature;

  scheme_signer(minmax32_function* with, const scheme& by, shape of)
      : sign(with), hashes(random_values<std::uint32_t>(of.shingles, 1)), signature(of.hashes) {
    const auto drawn = reference::multipliers(of.hashes / by.entries_per_product, seed);
    multipliers.assign(drawn.begin(), drawn.end());
  }

  const auto& run() {
    sign(hashes.data(), hashes.size(), multipliers.data(), multipliers.size(), signature.data());
    return signature;
  }
};

std::string wrong_scheme(minmax32_function* sign, const scheme& by, shape of) {
  scheme_signer signer(sign, by, of);
  return wrong_signature(
      signer, expected(by.name, of, [&] { return by.reference(signer.hashes, signer.multipliers); }));
}

/// The least time for a shingle if nothing but multiplications, minima and maxima took any. Both kinds are
/// counted with the minima: where four units compute these, two of the four multiply.
double least_nanoseconds(const issue_loops& loops, issue_rates rates, const scheme& by, shape of) {
  const auto entries = static_cast<double>(by.entries_per_product);
  const double vectors = static_cast<double>(of.hashes) / entries / static_cast<double>(loops.lanes);
  return vectors * std::max(1 / rates.multiply, (1 + entries) / rates.minimum);
}

void add_kernel(const kernel& with, const scheme& by, shape of) {
  minmax32_function* const sign = with.*by.sign;
  add_benchmark(
      name(std::string(by.name) + "/" + with.name, of), [=, &by] { return wrong_scheme(sign, by, of); },
      [=, &with, &by](benchmark::State& state) {
        const issue_loops* const loops = issue_loops_of(with.name);
        if (loops == nullptr) {
          time_signer(state, scheme_signer(sign, by, of), of);
        } else {
          const issue_rates before = measure_issue_rates(*loops);
          const double measured = time_signer(state, scheme_signer(sign, by, of), of);
          const issue_rates rates = better(before, measure_issue_rates(*loops));
          state.counters["of_limit"] = least_nanoseconds(*loops, rates, by, of) / measured;
        }
      });
}

// The baselines.

/// One of the plain loops with its input.
template <class Function, class Element>
struct plain_signer {
  Function* sign;
  aligned_vector<Element> shingles;
  aligned_vector<std::uint64_t> multipliers, addends;
  aligned_vector<std::uint32_t> signature;

  plain_signer(Function* with, shape of, std::uint64_t largest)
      : sign(with),
        shingles(random_values<Element>(of.shingles, 1)),
        multipliers(random_values<std::uint64_t>(of.hashes, 2, largest)),
        addends(random_values<std::uint64_t>(of.hashes, 3, largest)),
        signature(of.hashes) {}

  const auto& run() {
    sign(shingles.data(), shingles.size(), multipliers.data(), addends.data(), signature.size(),
         signature.data());
    return signature;
  }
};

using mersenne61_signer = plain_signer<mersenne61_function, std::uint32_t>;
constexpr std::uint64_t mersenne61_largest = (std::uint64_t{1} << 61) - 2;

struct multiply_shift_signer : plain_signer<multiply_shift_function, std::uint64_t> {
  multiply_shift_signer(multiply_shift_function* with, shape of)
      : plain_signer(with, of, std::numeric_limits<std::uint64_t>::max()) {}
};

std::string wrong_multiply_shift(multiply_shift_function* sign, shape of) {
  multiply_shift_signer signer(sign, of);
  const auto& right = expected("multiply_shift", of, [&] {
    return reference::multiply_shift(signer.shingles, signer.multipliers, signer.addends);
  });
  return wrong_signature(signer, right);
}

void add_scalar(shape of) {
  multiply_shift_function* const sign = scalar_loops.multiply_shift_by_shingle;
  add_benchmark(
      name("scalar_multiply_shift", of), [=] { return wrong_multiply_shift(sign, of); },
      [=](benchmark::State& state) { time_signer(state, multiply_shift_signer(sign, of), of); });
}

void add_mersenne61(shape of) {
  add_benchmark(
      name("mersenne61", of),
      [=] {
        mersenne61_signer signer(scalar_loops.mersenne61, of, mersenne61_largest);
        return wrong_signature(signer,
                               reference::mersenne61(signer.shingles, signer.multipliers, signer.addends));
      },
      [=](benchmark::State& state) {
        time_signer(state, mersenne61_signer(scalar_loops.mersenne61, of, mersenne61_largest), of);
      });
}

/// What a compiler makes of one way to write a loop.
template <class Function>
struct form {
  Function* sign;
  std::string label;
};

/// For the instructions of the kernels of that name.
template <class Function>
std::vector<form<Function>> autovectorised_forms(std::string_view kernel_name,
                                                 Function* plain_loops::*by_shingle,
                                                 Function* plain_loops::*by_hash) {
  std::vector<form<Function>> forms;
  for (const auto& [loops, vectors] : autovectorised_loops(kernel_name)) {
    forms.push_back({loops->*by_shingle, std::string("outer loop: shingles; ") + vectors});
    forms.push_back({loops->*by_hash, std::string("outer loop: hashes; ") + vectors});
  }
  return forms;
}

/// Of several forms each is proved and the fastest is timed; which that is, is found anew for each
/// repetition, since a disturbance can mislead the choice. wrong(sign) says what is wrong with one, and
/// make(sign) makes a signer of it.
template <class Function, class Wrong, class Make>
void add_forms(const std::string& loop, const std::vector<form<Function>>& forms, shape of, Wrong wrong,
               Make make) {
  if (forms.empty()) return;
  add_benchmark(
      name(loop, of),
      [=] {
        std::string problems;
        for (const auto& each : forms) problems += wrong(each.sign);
        return problems;
      },
      [=](benchmark::State& state) {
        auto signer = make(forms.front().sign);
        const auto chosen = fastest(forms, [&](const auto& candidate) {
          signer.sign = candidate.sign;
          for (std::size_t done = 0; done < 20000; done += of.shingles) signer.run();
        });
        signer.sign = chosen.sign;
        state.SetLabel(chosen.label);
        time_signer(state, signer, of);
      });
}

void add_autovectorised(const std::string& kernel_name, shape of) {
  add_forms(
      "autovectorized_multiply_shift/" + kernel_name,
      autovectorised_forms(kernel_name, &plain_loops::multiply_shift_by_shingle,
                           &plain_loops::multiply_shift_by_hash),
      of, [of](multiply_shift_function* sign) { return wrong_multiply_shift(sign, of); },
      [of](multiply_shift_function* sign) { return multiply_shift_signer(sign, of); });
  add_forms(
      "autovectorized_minmax32/" + kernel_name,
      autovectorised_forms(kernel_name, &plain_loops::minmax32_by_shingle, &plain_loops::minmax32_by_hash),
      of, [of](minmax32_function* sign) { return wrong_scheme(sign, schemes[0], of); },
      [of](minmax32_function* sign) { return scheme_signer(sign, schemes[0], of); });
}

}  // namespace

void add_signature_benchmarks() {
  const auto kernels = supported_kernels();
  for (const std::size_t hashes : {64u, 128u, 256u, 1024u}) {
    for (const std::size_t shingles : {10u, 20u, 100u, 1000u, 10000u}) {
      const shape of{hashes, shingles};
      add_scalar(of);
      add_mersenne61(of);
      for (const kernel* with : kernels) add_autovectorised(with->name, of);
      for (const scheme& by : schemes)
        for (const kernel* with : kernels) add_kernel(*with, by, of);
    }
  }
}

}  // namespace neardup_bench
