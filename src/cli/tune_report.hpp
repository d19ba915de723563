#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include <neardup/options.hpp>

#include "cli/table.hpp"
#include "io/documents.hpp"
#include "io/output_file.hpp"
#include "tune/audit.hpp"
#include "tune/recall_curve.hpp"

namespace neardup::cli {

/// What is known of a corpus.
struct corpus_report {
  io::documents documents;
  std::vector<std::size_t> sample;  ///< positions in `documents`; those of the audit are positions in it
  neardup::tune::audit audit;
  neardup::tune::prediction prediction;
  double seconds_read = 0;
};

/// What `neardup tune` reports.
struct tune_report {
  near_duplicate_options options;
  lsh_shape shape;
  std::vector<neardup::tune::curve_point> curve;
  std::vector<neardup::tune::alternative> alternatives;
  std::optional<corpus_report> corpus{};  ///< absent where no PATH was given
};

/// Misses that are listed at most, the most similar.
inline constexpr std::size_t most_missed = 20;

/// As JSON Lines; docs/program.md describes each record.
void write_tune_records(const tune_report& report, io::output_file& out);

/// For a person to read.
void write_tune_table(const tune_report& report, const table_options& layout, io::output_file& out);

/// The S-curve alone: a line with the names of two columns, then a line a point.
void write_curve_csv(const tune_report& report, io::output_file& out);

}  // namespace neardup::cli
