#include "store/schema.h"

namespace epochlab::core {
namespace {

// Times of day are milliseconds since 1970, for display only: runs are in order of their number, values in order of their step.
// config is the run file of all fields, run_fields the same field by field, to be asked for.
// A row of metrics holds `count` values of float64, little-endian, of the steps first_step, first_step + stride, …; the rows of a series
// never overlap. The epoch of a value is that of its step.
constexpr std::string_view version1 = R"sql(
CREATE TABLE runs (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL,
  created INTEGER NOT NULL,
  config TEXT NOT NULL DEFAULT '',
  data_name TEXT NOT NULL DEFAULT '',
  data_fingerprint TEXT NOT NULL DEFAULT '',
  features TEXT NOT NULL DEFAULT '[]',
  classes TEXT NOT NULL DEFAULT '[]',
  geographic INTEGER NOT NULL DEFAULT 0,
  seed INTEGER NOT NULL DEFAULT 0,
  version TEXT NOT NULL DEFAULT '',
  engine TEXT NOT NULL DEFAULT '',
  device TEXT NOT NULL DEFAULT '',
  threads INTEGER NOT NULL DEFAULT 0,
  instruction_set TEXT NOT NULL DEFAULT '',
  parameters INTEGER NOT NULL DEFAULT 0,
  layers TEXT NOT NULL DEFAULT '[]',
  steps_per_epoch INTEGER NOT NULL DEFAULT 1,
  planned_epochs INTEGER NOT NULL DEFAULT 0,
  epochs INTEGER NOT NULL DEFAULT 0,
  seconds REAL NOT NULL DEFAULT 0,
  best_epoch INTEGER NOT NULL DEFAULT 0,
  best_validation_accuracy REAL,
  best_validation_loss REAL,
  best_training_accuracy REAL,
  best_test_accuracy REAL,
  error_code TEXT NOT NULL DEFAULT '',
  error_message TEXT NOT NULL DEFAULT '',
  divergence_step INTEGER NOT NULL DEFAULT 0,
  divergence_layer TEXT NOT NULL DEFAULT '',
  owner_host TEXT NOT NULL DEFAULT '',
  owner_pid INTEGER NOT NULL DEFAULT 0,
  owner_program TEXT NOT NULL DEFAULT '',
  owner_start TEXT NOT NULL DEFAULT '',
  tags TEXT NOT NULL DEFAULT '',
  note TEXT NOT NULL DEFAULT '',
  deleted INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX runs_by_state ON runs (state);

CREATE TABLE run_fields (
  run INTEGER NOT NULL REFERENCES runs (number) ON DELETE CASCADE,
  field TEXT NOT NULL,
  value,
  PRIMARY KEY (run, field)
) WITHOUT ROWID;
CREATE INDEX run_fields_by_value ON run_fields (field, value);

CREATE TABLE metrics (
  run INTEGER NOT NULL REFERENCES runs (number) ON DELETE CASCADE,
  series TEXT NOT NULL,
  first_step INTEGER NOT NULL,
  stride INTEGER NOT NULL,
  count INTEGER NOT NULL,
  "values" BLOB NOT NULL,
  UNIQUE (run, series, first_step)
);

CREATE TABLE events (
  number INTEGER PRIMARY KEY,
  run INTEGER NOT NULL REFERENCES runs (number) ON DELETE CASCADE,
  step INTEGER NOT NULL,
  kind TEXT NOT NULL,
  code TEXT NOT NULL DEFAULT '',
  message TEXT NOT NULL DEFAULT '',
  before REAL,
  after REAL
);
CREATE INDEX events_by_run ON events (run, step);

CREATE TABLE checkpoints (
  run INTEGER NOT NULL REFERENCES runs (number) ON DELETE CASCADE,
  step INTEGER NOT NULL,
  epoch INTEGER NOT NULL,
  folder TEXT NOT NULL,
  PRIMARY KEY (run, step)
) WITHOUT ROWID;

CREATE TABLE epoch_models (
  run INTEGER NOT NULL REFERENCES runs (number) ON DELETE CASCADE,
  epoch INTEGER NOT NULL,
  weights BLOB NOT NULL,
  PRIMARY KEY (run, epoch)
);
)sql";

// The rows of a split once for all runs on equal data, and what each run's best epoch answers for them: safetensors files.
constexpr std::string_view version2 = R"sql(
CREATE TABLE data_rows (
  fingerprint TEXT NOT NULL,
  split TEXT NOT NULL,
  content BLOB NOT NULL,
  PRIMARY KEY (fingerprint, split)
);

CREATE TABLE predictions (
  run INTEGER NOT NULL REFERENCES runs (number) ON DELETE CASCADE,
  split TEXT NOT NULL,
  answers BLOB NOT NULL,
  PRIMARY KEY (run, split)
);
)sql";

// What a window has queued and not trained to its end; `place` orders the runs of one owner. A run comes into `runs` when it starts.
constexpr std::string_view version3 = R"sql(
CREATE TABLE queue (
  id TEXT PRIMARY KEY,
  place INTEGER NOT NULL,
  name TEXT NOT NULL DEFAULT '',
  config TEXT NOT NULL,
  rate_changes TEXT NOT NULL DEFAULT '',
  owner_host TEXT NOT NULL,
  owner_pid INTEGER NOT NULL,
  owner_program TEXT NOT NULL,
  owner_start TEXT NOT NULL
) WITHOUT ROWID;
)sql";

// What the model of an epoch answers for the validation rows, where the model itself is not kept: a safetensors file.
constexpr std::string_view version4 = R"sql(
CREATE TABLE epoch_answers (
  run INTEGER NOT NULL REFERENCES runs (number) ON DELETE CASCADE,
  epoch INTEGER NOT NULL,
  answers BLOB NOT NULL,
  PRIMARY KEY (run, epoch)
);
)sql";

// What a student has answered to the questions of recipes and lab presets.
constexpr std::string_view version5 = R"sql(
CREATE TABLE answers (
  asker TEXT NOT NULL,
  question TEXT NOT NULL,
  text TEXT NOT NULL,
  PRIMARY KEY (asker, question)
) WITHOUT ROWID;
)sql";

constexpr std::array<std::string_view, 5> migrations{version1, version2, version3, version4, version5};

} // namespace

std::span<const std::string_view> storeMigrations() { return migrations; }

} // namespace epochlab::core
