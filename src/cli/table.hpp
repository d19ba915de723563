#pragma once

#include <cstddef>

#include <neardup/options.hpp>
#include <neardup/result.hpp>

#include "io/documents.hpp"
#include "io/output_file.hpp"

namespace neardup::cli {

struct table_options {
  std::size_t columns = 100;
  bool colour = false;
  bool all_passages = false;
};

/// Writes the result for a person to read: no times and no memory, so that equal answers look equal.
/// At most 20 entries a section; the rest is counted.
void write_table(const near_duplicate_result& result, const io::documents& documents,
                 const near_duplicate_options& options, const table_options& layout, io::output_file& out);

/// The same for pairs of new documents and old ones.
void write_match_table(const near_duplicate_result& result, const io::documents& queries,
                       const io::documents& corpus, const near_duplicate_options& options,
                       const table_options& layout, io::output_file& out);

/// The same for what a removal did.
void write_removal_table(const near_duplicate_result& result, const io::documents& documents,
                         const near_duplicate_options& options, const table_options& layout,
                         io::output_file& out);

/// The same for what a removal of repeated passages did.
void write_cut_table(const near_duplicate_result& result, const io::documents& documents,
                     const near_duplicate_options& options, const table_options& layout,
                     io::output_file& out);

}  // namespace neardup::cli
