// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "ui/document/drawing.h"
#include "ui/inspectors/data/data_reader.h"

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QLabel;
class QPushButton;
class QSpinBox;
class QTableWidget;

namespace weft::ui {

class BindingEditor;
class DataKeeper;

/// The inspector's page of a data source: what it reads, rows, columns with their sockets, first
/// rows, pictures, split, bad rows, and where its columns go. Of a placeholder only what feeds it.
/// GUI thread; reading is elsewhere.
class DataPage final : public QWidget {
    Q_OBJECT

public:
    /// @param keeper sets sources; outlives the page.
    explicit DataPage(DataKeeper& keeper, QWidget* parent = nullptr);

    /// Shows an item; hides itself where there is nothing to show of it. Null: nothing is open.
    /// Returns whether the item is a data source, whose page this is alone.
    bool setItem(Drawing* drawing, quint64 item);
    /// Puts the keys on the choice of a source, where none is chosen yet.
    void offerSources();
    const DataReader& reader() const { return m_reader; }

signals:
    /// A source was chosen from the list.
    void sourceChosen();

protected:
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void build();
    void connectParts();
    void refresh();
    void hideParts();
    void showPreview();
    void showColumns();
    void showRows();
    void showPictures();
    void showBadRows();
    void chooseFile();
    void changeSplit();
    void writeGoodRows();
    const DataItem* data() const;

    DataKeeper& m_keeper;
    DataReader m_reader;
    Drawing* m_drawing = nullptr;
    quint64 m_item = 0;
    QString m_shownSource;
    bool m_filling = false;  // the page itself changes its fields

    // Children.
    QLabel* m_name = nullptr;
    QWidget* m_source = nullptr;  // everything of a source
    QComboBox* m_sources = nullptr;
    QLabel* m_words = nullptr;
    QPushButton* m_cancel = nullptr;
    QLabel* m_bad = nullptr;
    QPushButton* m_good = nullptr;
    QWidget* m_cut = nullptr;
    QDoubleSpinBox* m_share = nullptr;
    QSpinBox* m_seed = nullptr;
    QLabel* m_parts = nullptr;
    QLabel* m_pictures = nullptr;
    QTableWidget* m_columns = nullptr;
    QTableWidget* m_rows = nullptr;
    BindingEditor* m_bindings = nullptr;
};

}  // namespace weft::ui
