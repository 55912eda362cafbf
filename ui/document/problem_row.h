// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <vector>

namespace weft::ui {

/// What would mend a problem, as a button says it.
struct ProblemRepair {
    QString id;  ///< "cast:x"; see ui/commands/repairs
    QString label;
};

/// A finding about the drawing, or the last error of a run.
struct ProblemRow {
    enum class Severity { Error, Warning, Hint };
    Severity severity = Severity::Error;
    QString text;
    QString where;
    quint64 item = 0;  ///< node of the diagram, 0 where it is about the whole
    std::vector<ProblemRepair> repairs = {};
};

}  // namespace weft::ui
