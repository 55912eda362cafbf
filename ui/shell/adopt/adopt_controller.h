// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QStringList>

#include "ui/document/engine_document.h"

namespace weft::ui {

class AdoptBar;
struct AdoptChip;
class DataKeeper;
class EditController;

/// Tells the bar what is believed of the open graph, and makes the edits of what is chosen otherwise.
/// One for the window. GUI thread.
class AdoptController final : public QObject {
    Q_OBJECT

public:
    /// @param bar, data outlive it.
    AdoptController(AdoptBar& bar, EditController& edits, DataKeeper& data);

    /// Follows a document; null: nothing is open.
    void look(const EngineDocument* document);
    /// Asks for files of data, then feeds the placeholders of their names.
    void chooseFiles();

private:
    enum Deed { UseBeside, ChooseFiles };
    void addDeeds(const EngineDocument& document, AdoptChip& chip);
    void takeFiles(const QStringList& paths);
    AdoptBar& m_bar;
    EditController& m_edits;
    DataKeeper& m_data;
    QStringList m_beside;  // files that lie beside the graph, named as what nothing feeds
};

}  // namespace weft::ui
