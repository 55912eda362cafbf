// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "ui/document/engine_document.h"
#include "ui/document/problem_row.h"

namespace weft::ui {

class EditController;

/// Finds what is wrong with the drawing, with its repairs, on another thread, and makes the repair
/// that is chosen. One for the window. GUI thread.
class RepairController final : public QObject {
    Q_OBJECT

public:
    explicit RepairController(EditController& edits);

    /// Looks at a document; found() follows unless another one comes before. Null: nothing.
    void look(std::shared_ptr<const EngineDocument> document);
    /// An item was to have a name that another has: found() tells it too, until the next document.
    void tellNameTaken(quint64 item, const QString& name);
    /// Makes a repair; those that need a person's choice are asked for by the signals below.
    void repair(quint64 item, const QString& id);

signals:
    void found(const std::vector<weft::ui::ProblemRow>& rows);
    /// What fits an input is wanted: open the palette there.
    void fitWanted(quint64 item, const QString& port);
    /// The item's page is wanted: a file is to be chosen.
    void pageWanted(quint64 item);
    void initWanted();

private:
    void find();

    EditController& m_edits;
    std::shared_ptr<const EngineDocument> m_document;  // looked at last
    std::pair<quint64, QString> m_taken;               // who is to have which name
    quint64 m_request = 0;
};

}  // namespace weft::ui
