#include "support/heading.hpp"

#include <algorithm>
#include <fstream>
#include <map>
#include <sstream>
#include <string>

#include <benchmark/benchmark.h>

#include "neardup_bench_commit.hpp"  // made by support/commit.cmake
#include "support/pipeline.hpp"

namespace neardup_bench {
namespace {

constexpr const char* compiler =
#if defined(__clang__)
    "clang " __clang_version__;
#else
    "g++ " __VERSION__;
#endif

/// The first core as Linux names it, with numbers that tell generations apart where a virtual machine hides
/// the model.
std::string cpu() {
  std::ifstream file("/proc/cpuinfo");
  std::map<std::string, std::string> first;
  for (std::string line; std::getline(file, line) && !line.empty();) {
    const auto colon = line.find(':');
    first[line.substr(0, line.find_last_not_of("\t ", colon - 1) + 1)] =
        line.substr(std::min(colon + 2, line.size()));
  }
  if (first.count("model name") != 0)
    return first["model name"] + ", family " + first["cpu family"] + ", model " + first["model"];
  return "implementer " + first["CPU implementer"] + ", part " + first["CPU part"];
}

std::string kernels() {
  std::ostringstream names;
  for (const kernel* with : supported_kernels()) names << (names.tellp() == 0 ? "" : " ") << with->name;
  return names.str();
}

struct explained {
  const char *counter, *meaning;
};

constexpr explained counters[] = {
    {"ns_per_shingle",
     "CPU nanoseconds for one shingle: all hashes of a signature, or a share of ns_per_pair"},
    {"ns_per_shingle_hash", "the same for one of the hashes: ns_per_shingle / hashes"},
    {"lanes_per_second", "hashes of shingles computed: shingles x hashes a second"},
    {"of_limit",
     "share of the speed that the core's vector multiplications and minima allow; 1 is the limit"},
    {"instructions_per_ns", "the core's rate of that instruction, on vectors as wide as the kernel's"},
    {"ns_per_row", "CPU nanoseconds to compare a signature with one of the rows"},
    {"ns_per_merge", "CPU nanoseconds to make two signatures one"},
    {"ns_per_pair", "CPU nanoseconds for the exact similarity of two sets"},
    {"ns_per_token", "CPU nanoseconds for one token of a text"},
    {"ns_per_document", "CPU nanoseconds for one signature: all its bands"},
    {"candidates",
     "documents that share a bucket with one signature; of BM_lsh_batch pairs, for each document"},
    {"docs_per_s", "texts of about 3 KB a second"},
    {"bytes_per_document", "memory held at most, beyond the texts and what was held before; k is 1000"},
    {"memory_per_byte", "the same for each byte of text"},
    {"recall", "share of the pairs found that are similar by definition, counted one by one"},
    {"bytes_per_second", "of text, or of rows; M and G are powers of 1024"},
};

}  // namespace

void add_heading() {
  benchmark::AddCustomContext("cpu", cpu());
  benchmark::AddCustomContext("compiler", compiler);
  benchmark::AddCustomContext("flags", NEARDUP_BENCH_FLAGS);
  benchmark::AddCustomContext("commit", NEARDUP_BENCH_COMMIT);
  benchmark::AddCustomContext("kernels", kernels());
  for (const auto& [counter, meaning] : counters)
    benchmark::AddCustomContext(std::string("meaning of ") + counter, meaning);
}

}  // namespace neardup_bench
