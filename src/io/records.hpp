#pragma once

#include <cstdint>

#include <neardup/result.hpp>

#include "io/documents.hpp"
#include "io/output_file.hpp"

namespace neardup::io {

/// What the statistics record says that the library does not know.
struct program_statistics {
  double seconds_read = 0;
  double seconds_total = 0;
  std::uint64_t peak_memory = 0;  ///< bytes
};

/// What a removal did.
struct removal_statistics {
  std::size_t kept = 0, removed = 0;                ///< documents
  std::uint64_t bytes_kept = 0, bytes_removed = 0;  ///< of their texts
};
[[nodiscard]] removal_statistics count_removals(const near_duplicate_result& result, const documents& input);

struct record_options {
  bool all_passages = false;  ///< else only the links that built the clusters
  bool articles = true;       ///< the run looked for articles: their parameters belong to the statistics
};

/// What cutting repeated passages did.
struct cut_statistics {
  std::size_t cuts = 0, documents = 0;              ///< documents with a cut
  std::uint64_t bytes_kept = 0, bytes_removed = 0;  ///< of the texts
};
[[nodiscard]] cut_statistics count_cuts(const near_duplicate_result& result);

/// Writes the result as JSON Lines: pairs, identical groups, clusters, passages, passage clusters, documents,
/// statistics. docs/program.md describes each record.
void write_records(const near_duplicate_result& result, const documents& input,
                   const program_statistics& program, const record_options& options, output_file& out);

/// Writes the result of a search of new documents among old ones as JSON Lines: pairs, statistics.
void write_matches(const near_duplicate_result& result, const documents& queries, const documents& corpus,
                   const program_statistics& program, output_file& out);

/// Writes what a removal did as JSON Lines: removed documents, statistics.
void write_removals(const near_duplicate_result& result, const documents& input,
                    const program_statistics& program, output_file& out);

/// Writes what a removal of repeated passages did as JSON Lines: passage clusters, cuts,
/// statistics.
void write_cuts(const near_duplicate_result& result, const documents& input,
                const program_statistics& program, output_file& out);

/// Writes the cuts themselves as JSON Lines, which are all that `out` gets.
void write_cut_spans(const near_duplicate_result& result, const documents& input, output_file& out);

}  // namespace neardup::io
