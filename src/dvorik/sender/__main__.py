from dvorik.sender.process import main

main()
