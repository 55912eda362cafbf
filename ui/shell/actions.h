// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAction>

class QMenuBar;
class QMenu;
class QWidget;

namespace weft::ui {

/// Everything the window can be asked to do, each with its key, in menus and toolbar. The actions
/// are children of the window.
struct Actions {
    explicit Actions(QWidget* window);

    QAction* newFile;
    QAction* open;
    QAction* save;
    QAction* saveAs;
    QAction* exportPicture;
    QAction* closeFile;
    QAction* quit;
    QAction* undo;
    QAction* redo;
    QAction* cut;
    QAction* copy;
    QAction* paste;
    QAction* pasteLinked;
    QAction* duplicate;
    QAction* remove;
    QAction* heal;
    QAction* rename;
    QAction* group;
    QAction* ungroup;
    QAction* makeFunction;
    QAction* customGradient;
    QAction* deriveGradient;
    QAction* frame;
    QAction* addNode;
    QAction* find;
    QAction* selectAll;
    QAction* selectUp;
    QAction* selectDown;
    QAction* layOut;
    QAction* swap;
    QAction* mute;
    QAction* bypass;
    QAction* fit;
    QAction* fitSelection;
    QAction* zoomFull;
    QAction* zoomIn;
    QAction* zoomOut;
    QAction* shapes;
    QAction* snap;
    QAction* map;
    QAction* legend;
    QAction* previews;
    QAction* unasked;
    QAction* flows;
    QAction* costTime;
    QAction* costMemory;
    QAction* costPlace;
    QAction* outline;
    QAction* reduceMotion;
    QAction* wheelPans;
    QAction* tabAdds;
    QAction* panels;
    QAction* fullScreen;
    QAction* nextPane;
    QAction* leave;
    QAction* dark;
    QAction* light;
    QAction* contrast;
    QAction* init;
    QAction* train;
    QAction* step;
    QAction* run;
    QAction* stop;
    QAction* nextOp;
    QAction* resume;
    QAction* breakpoint;
    QAction* clearBreakpoints;
    QAction* nextSession;
    QAction* addSession;
    QAction* initAll;
    QAction* rewind;
    QAction* watchLayer;
    QAction* about;
    QAction* copyGraphDef;
    QAction* copyPython;
    QAction* fold;
    QAction* foldSeries;
    QAction* shareWeights;
    QAction* ownWeights;
    QAction* replicate;
    QAction* commands;
    QAction* shortcuts;
    QAction* text;
    QMenu* recent = nullptr;  ///< filled by the window

    /// Puts all of them into menus.
    void fill(QMenuBar& bar);
};

}  // namespace weft::ui
