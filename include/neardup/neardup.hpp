#pragma once

// Near-duplicate articles and passages, verified. The library in one include, but for three headers that are
// named below.
//
//   #include <iostream>
//   #include <string>
//   #include <vector>
//
//   #include <neardup/neardup.hpp>
//
//   int main() {
//     const std::vector<std::string> articles = {
//         "The council approved the plan for the new bridge on Monday after a long and heated debate.",
//         "A storm closed the northern harbour for the second day in a row, the port authority said.",
//         "The council approved the plan for the new bridge on Tuesday after a long and heated debate.",
//     };
//     const auto result = neardup::find_near_duplicates(articles, {.threshold = 0.3});
//     for (const auto& pair : result.pairs)
//       std::cout << pair.first << " and " << pair.second << ": " << pair.jaccard << '\n';
//   }
//
// The stages, in the order of the data; each can be used alone. Three stand apart, so that this compiles
// quickly: near_duplicate_index.hpp (documents that come and go), exact_join.hpp (all pairs without any
// chance) and signature_matrix.hpp (needs Eigen).
// clang-format off

#include <neardup/version.hpp>

#include <neardup/error.hpp>
#include <neardup/options.hpp>
#include <neardup/presets.hpp>
#include <neardup/run_control.hpp>
#include <neardup/result.hpp>

#include <neardup/document.hpp>
#include <neardup/tokenize.hpp>
#include <neardup/shingle.hpp>
#include <neardup/identical.hpp>
#include <neardup/signature.hpp>
#include <neardup/minhash.hpp>
#include <neardup/text_signer.hpp>
#include <neardup/lsh_params.hpp>
#include <neardup/candidates.hpp>
#include <neardup/lsh_index.hpp>
#include <neardup/similarity.hpp>
#include <neardup/verify.hpp>
#include <neardup/cluster.hpp>
#include <neardup/passage.hpp>

#include <neardup/find_near_duplicates.hpp>
// clang-format on
