// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace weft::ui {

/// A finding about the drawing, or the last error of a run.
struct ProblemRow {
    enum class Severity { Error, Warning, Hint };
    Severity severity = Severity::Error;
    QString text;
    QString where;
    quint64 item = 0;  ///< node of the diagram, 0 where it is about the whole
};

}  // namespace weft::ui
